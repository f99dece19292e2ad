package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A round of what is done again and again while databases are replicated, each when it is due: walks, sweeps, upkeep,
/// the ledger
/// and the tiers. For use by one thread; [#discover()] by any.
final class LookRound {

    private static final String NOT_NOTED = "changes of databases' files were not noted in the ledger";
    private static final String LOOK_FAILED = "a look at the databases failed and is repeated";

    private final Looks looks;
    private final Work work;
    private final TierManager tiers;
    private final Warnings warnings;
    private final Stop stop;
    private final AtomicBoolean discovers = new AtomicBoolean();

    LookRound(Looks looks, Work work, TierManager tiers, Warnings warnings, Stop stop) {
        this.looks = looks;
        this.work = work;
        this.tiers = tiers;
        this.warnings = warnings;
        this.stop = stop;
    }

    /// @param changed is told of each database that changed
    record Looks(Walks walks, Sweeps sweeps, Consumer<DatabaseId> changed) {}

    /// What is there to be done on the target beside the databases' turns.
    record Work(Agenda agenda, UpkeepFeed upkeep, BulkUpkeep bulkUpkeep, LedgerFeed ledger) {}

    /// Looks for databases in the next round, and not when it is time.
    void discover() {
        discovers.set(true);
    }

    /// Nothing that goes wrong here may end the replication: the next round begins anew.
    void run() {
        try {
            Walks walks = looks.walks();
            if (discovers.getAndSet(false) ? walks.now() : walks.whenDue()) {
                looks.sweeps().hurry();
            }
            looks.sweeps().whenDue(looks.changed());
            keepUp();
            note(() -> stop.calls().run(work.ledger()::whenDue));
            tiers.review();
            warnings.isOver(LOOK_FAILED);
        } catch (RuntimeException failure) {
            warnings.hindrance(LOOK_FAILED, failure.toString());
        }
    }

    /// After a lost catalog nobody is asked about alone before all were: that would be a listing for each.
    private void keepUp() {
        BulkUpkeep bulk = work.bulkUpkeep();
        if (bulk.isOwed() && !work.agenda().state().isQuiet()) {
            return;
        }
        if (bulk.isOwed()) {
            try {
                stop.calls().run(bulk::settle);
            } catch (TargetException away) {
                stop.unlessOver(() -> warnings.hindrance(
                        "the files on the target were not listed at once", String.valueOf(away.getMessage())));
            }
        }
        work.upkeep().whenDue(work.agenda()::wantsUpkeep);
    }

    /// The last note, for which there is so much time.
    void noteAll(Duration atMost, Executor beside) {
        note(() -> StoppableCalls.runWithin(atMost, beside, work.ledger()::flush));
    }

    /// What is not noted now is noted later: the replicas do not wait for it.
    private void note(StoppableCalls.Call<IOException> noting) {
        try {
            noting.run();
            warnings.isOver(NOT_NOTED);
        } catch (IOException | RuntimeException failure) {
            warnings.hindrance(NOT_NOTED, String.valueOf(failure.getMessage()));
        }
    }
}
