package io.flotilla.disk;

/// Which of SQLite's locks other processes hold on a database file.
public enum DatabaseLocks {

    /// Nobody has a lock.
    NONE,

    /// Someone reads, has a connection in WAL mode, or is about to write in rollback mode and has written nothing
    /// to the database yet (RESERVED).
    SHARED,

    /// A rollback-mode writer writes to the database, or a connection holds it exclusively.
    EXCLUSIVE
}
