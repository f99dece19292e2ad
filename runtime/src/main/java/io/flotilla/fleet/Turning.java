package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;

/// A database that has its turn, or its upkeep. For use by one thread at a time.
final class Turning {

    final FairQueue queue;
    final DatabaseId database;
    final String project;
    final long since;

    /// Whether something happened to it meanwhile, so that another one follows.
    boolean again;

    /// Whether somebody asked for the next turn, so that it does not rest before.
    boolean againAtOnce;

    /// @param since by the steady clock
    Turning(FairQueue queue, DatabaseId database, String project, long since) {
        this.queue = queue;
        this.database = database;
        this.project = project;
        this.since = since;
    }
}
