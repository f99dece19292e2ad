package io.flotilla.fleet;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the target has confirmed, and passes it on to who notes it. Safe for use by several threads.
final class Counters implements FleetWitness {

    private final Rungs rungs;
    private final LedgerFeed ledger;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Counters(Rungs rungs, LedgerFeed ledger) {
        this.rungs = rungs;
        this.ledger = ledger;
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {
        files.increment();
        bytes.add(acknowledgement.bytes());
        ledger.changed(acknowledgement.database());
    }

    long files() {
        return files.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    SortedMap<String, Long> captures() {
        return rungs.counts();
    }

    FleetSummary summary(int databases, List<String> problems) {
        return new FleetSummary(databases, files(), bytes(), captures(), problems);
    }
}
