package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Path;

/// Asks Linux which of SQLite's locks stand on a database file (SQLite, "File Locking And Concurrency").
///
/// `F_OFD_GETLK` takes no lock, works on a read-only descriptor, and unlike `F_GETLK` also reports the locks of
/// this very process. Cost: `open`, one or two `fcntl`, `close`. Safe for use by several threads.
final class LockQuery {

    /// Where SQLite's readers have their locks.
    static final OfdLocks.Range SHARED = new OfdLocks.Range(0x40000002L, 510);

    /// The byte of a `-shm` file that each process locks which has it mapped (SQLite's `UNIX_SHM_DMS`).
    private static final OfdLocks.Range MAPPED = new OfdLocks.Range(128, 1);

    private final OfdLocks locks;

    LockQuery(OfdLocks locks) {
        this.locks = locks;
    }

    DatabaseLocks locks(Path database) throws IOException {
        int descriptor = locks.open(database);
        try {
            if (locks.conflicts(descriptor, OfdLocks.Kind.READ, SHARED)) {
                return DatabaseLocks.EXCLUSIVE;
            }
            boolean isFree = !locks.conflicts(descriptor, OfdLocks.Kind.WRITE, SHARED);
            return isFree ? DatabaseLocks.NONE : DatabaseLocks.SHARED;
        } finally {
            locks.close(descriptor);
        }
    }

    /// Whether a process has this `-shm` file mapped.
    boolean isIndexMapped(Path index) throws IOException {
        int descriptor = locks.open(index);
        try {
            return locks.conflicts(descriptor, OfdLocks.Kind.WRITE, MAPPED);
        } finally {
            locks.close(descriptor);
        }
    }
}
