package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/// What somebody can ask of a fleet for one database while it runs. Nothing of it outlives the process. Safe for use
/// by several threads.
public final class Requests {

    private final Agenda agenda;
    private final TierManager tiers;
    private final InstantSource clock;

    Requests(Agenda agenda, TierManager tiers, InstantSource clock) {
        this.agenda = agenda;
        this.tiers = tiers;
        this.clock = clock;
    }

    /// Looks at a database at once, and brings what is new to the target. A paused one stays paused.
    public void sync(DatabaseId database) {
        agenda.wantsNow(database);
    }

    /// Waits until a database neither waits for its turn nor has it.
    ///
    /// @return whether it came so far within this time
    public boolean awaitTurn(DatabaseId database, Duration atMost) throws InterruptedException {
        return agenda.awaitTurn(database, atMost);
    }

    /// Leaves a database alone until it is resumed. What is written meanwhile is not on the target.
    public void pause(DatabaseId database) {
        agenda.pause(database);
    }

    /// Goes on with a database, and looks at it at once.
    public void resume(DatabaseId database) {
        agenda.resume(database);
    }

    /// Those that are left alone.
    public Set<DatabaseId> paused() {
        return agenda.paused();
    }

    /// Makes a database hot for so long, as far as the budget has room.
    public void promote(DatabaseId database, Duration length) {
        tiers.promote(database, clock.instant().plus(length));
    }
}
