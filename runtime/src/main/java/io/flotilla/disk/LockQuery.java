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
}
