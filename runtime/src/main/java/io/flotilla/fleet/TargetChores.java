package io.flotilla.fleet;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// What is asked of the target beside the databases' turns, each when it is due: one listing of everything
/// after a lost catalog, and the ledger. A target that never answers holds up these alone, and neither looks
/// nor the end.
///
/// [#run] is for one thread, [#noteAll] for another.
final class TargetChores {

    private static final String NOT_NOTED = "changes of databases' files were not noted in the ledger";

    private final Agenda agenda;
    private final BulkUpkeep bulk;
    private final LedgerFeed ledger;
    private final Warnings warnings;
    private final Stop stop;

    /// One of them is at work.
    private final Lock work = new ReentrantLock();

    TargetChores(Agenda agenda, BulkUpkeep bulk, LedgerFeed ledger, Warnings warnings, Stop stop) {
        this.agenda = agenda;
        this.bulk = bulk;
        this.ledger = ledger;
        this.warnings = warnings;
        this.stop = stop;
    }

    /// Does what is due at each interval, until it is over.
    void run(Duration interval) {
        try {
            do {
                settle();
                note(() -> stop.calls().run(ledger::whenDue));
            } while (!stop.isOverWithin(interval));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// What failed is asked for one by one.
    private void settle() {
        if (!bulk.isOwed() || !agenda.state().isQuiet()) {
            return;
        }
        try {
            stop.calls().run(bulk::settle);
        } catch (TargetException | RuntimeException away) {
            stop.unlessOver(() -> warnings.hindrance(
                    "the files on the target were not listed at once", String.valueOf(away.getMessage())));
        }
    }

    /// The last note, for which there is so much time.
    void noteAll(Duration atMost, Executor beside) throws InterruptedException {
        var calls = new StoppableCalls();
        var noted = new CountDownLatch(1);
        beside.execute(() -> {
            note(() -> calls.run(ledger::flush));
            noted.countDown();
        });
        if (!noted.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            calls.stop();
        }
    }

    /// What is not noted now is noted later: the replicas do not wait for it.
    private void note(StoppableCalls.Call<IOException> noting) {
        work.lock();
        try {
            noting.run();
            warnings.isOver(NOT_NOTED);
        } catch (IOException | RuntimeException failure) {
            warnings.hindrance(NOT_NOTED, String.valueOf(failure.getMessage()));
        } finally {
            work.unlock();
        }
    }
}
