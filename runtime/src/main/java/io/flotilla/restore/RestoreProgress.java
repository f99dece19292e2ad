package io.flotilla.restore;

/// Hears how far a restore has come. Called on the restoring thread, many times a second, so it should be quick.
@FunctionalInterface
public interface RestoreProgress {

    /// Nobody listens.
    RestoreProgress NONE = (read, total) -> {};

    /// So many of the bytes have been read that all needed files have together. Begins again at 0 when a file
    /// vanished and the restore was planned anew.
    void at(long bytesRead, long bytesTotal);
}
