package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the target has confirmed, and passes it on to who notes it and who looks on. Safe for use by
/// several threads.
final class Counters implements FleetWitness {

    private final FleetWitness witness;
    private final Rungs rungs;
    private final LedgerFeed ledger;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Counters(FleetWitness witness, Rungs rungs, LedgerFeed ledger) {
        this.witness = witness;
        this.rungs = rungs;
        this.ledger = ledger;
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {
        files.increment();
        bytes.add(acknowledgement.bytes());
        ledger.changed(acknowledgement.database());
        witness.acknowledged(acknowledgement);
    }

    @Override
    public void noticed(DatabaseId database) {
        witness.noticed(database);
    }

    @Override
    public void changed(DatabaseRow row, Instant modified) {
        witness.changed(row, modified);
    }

    @Override
    public void unchanged(DatabaseId database) {
        witness.unchanged(database);
    }

    @Override
    public void foundNothingNew(DatabaseId database, Instant startedAt) {
        witness.foundNothingNew(database, startedAt);
    }

    @Override
    public void told(DatabaseId database) {
        witness.told(database);
    }

    @Override
    public void failed(DatabaseRow row, DatabaseState state, Why why) {
        witness.failed(row, state, why);
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
