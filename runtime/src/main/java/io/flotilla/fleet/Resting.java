package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;

/// A database that rests after its turn. For use by one thread at a time.
final class Resting {

    final DatabaseId database;
    final long until;

    /// Whether another turn follows.
    boolean turnFollows;

    /// @param until by the steady clock
    Resting(DatabaseId database, long until, boolean turnFollows) {
        this.database = database;
        this.until = until;
        this.turnFollows = turnFollows;
    }
}
