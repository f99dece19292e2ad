package io.flotilla.store;

import io.flotilla.spi.TargetException;

/// What became of one file of a batch.
public sealed interface StoreResult {

    /// The file this result belongs to.
    NewFile file();

    /// The file is there, whole and durable.
    record Stored(NewFile file) implements StoreResult {}

    /// A file of this name was there already and was left as it was; its header tells whose it is.
    record AlreadyThere(NewFile file) implements StoreResult {}

    /// The file was not stored by this call, or nobody can tell ([TargetException.Unavailable]).
    record NotStored(NewFile file, TargetException cause) implements StoreResult {}
}
