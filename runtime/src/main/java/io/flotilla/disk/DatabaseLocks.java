package io.flotilla.disk;

/// Which of SQLite's locks other processes hold on a database file.
public enum DatabaseLocks {

    /// Nobody has a lock.
    NONE,

    /// Someone reads, or has a connection in WAL mode.
    SHARED,

    /// A rollback-mode writer is at work (RESERVED, PENDING or EXCLUSIVE), or a connection holds the database
    /// exclusively.
    EXCLUSIVE
}
