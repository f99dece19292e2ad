package io.flotilla.spi;

/// What became of one object of a batch.
public sealed interface PutResult {

    /// The key this result belongs to.
    ObjectKey key();

    /// The object is there, whole and durable.
    record Stored(ObjectKey key) implements PutResult {}

    /// The object was not created by this call, or nobody can tell ([TargetException.Unavailable]: it may be
    /// there).
    record NotStored(ObjectKey key, TargetException cause) implements PutResult {}
}
