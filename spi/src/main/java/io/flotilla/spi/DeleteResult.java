package io.flotilla.spi;

/// What became of one key of a batch delete.
public sealed interface DeleteResult {

    /// The key this result belongs to.
    ObjectKey key();

    /// No object is there any more, whether or not there was one.
    record Absent(ObjectKey key) implements DeleteResult {}

    /// The object may still be there.
    record NotDeleted(ObjectKey key, TargetException cause) implements DeleteResult {}
}
