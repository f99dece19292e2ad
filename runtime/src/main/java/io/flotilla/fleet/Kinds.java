package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;

/// What is to be known of a database that wants a turn.
interface Kinds {

    /// Whether nothing of it is on the target yet.
    boolean isFirst(DatabaseId database);

    String project(DatabaseId database);
}
