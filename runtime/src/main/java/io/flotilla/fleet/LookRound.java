package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// A round of what is done again and again while databases are replicated, each when it is due: walks, sweeps,
/// upkeep and the tiers. Asks nothing of the target. For use by one thread; [#discover()] by any.
final class LookRound {

    private static final String LOOK_FAILED = "a look at the databases failed and is repeated";

    private final Looks looks;
    private final Work work;
    private final TierManager tiers;
    private final Warnings warnings;
    private final AtomicBoolean discovers = new AtomicBoolean();

    LookRound(Looks looks, Work work, TierManager tiers, Warnings warnings) {
        this.looks = looks;
        this.work = work;
        this.tiers = tiers;
        this.warnings = warnings;
    }

    /// @param changed is told of each database that changed
    record Looks(Walks walks, Sweeps sweeps, Consumer<DatabaseId> changed) {}

    /// Who has upkeep on the target.
    record Work(Agenda agenda, UpkeepFeed upkeep, BulkUpkeep bulkUpkeep) {}

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
            tiers.review();
            warnings.isOver(LOOK_FAILED);
        } catch (RuntimeException failure) {
            warnings.hindrance(LOOK_FAILED, failure.toString());
        }
    }

    /// After a lost catalog nobody is asked about alone before all were: that would be a listing for each.
    private void keepUp() {
        if (!work.bulkUpkeep().isOwed()) {
            work.upkeep().whenDue(work.agenda()::wantsUpkeep);
        }
    }
}
