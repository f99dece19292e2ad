package io.flotilla.catalog;

/// What became of a registration.
public sealed interface Registered {

    /// The catalog has a row for this path, old or new.
    record As(DatabaseId id) implements Registered {}

    /// The replica belongs to another path. Two databases in one replica would mix their histories.
    record ReplicaTaken(DatabaseId owner) implements Registered {}
}
