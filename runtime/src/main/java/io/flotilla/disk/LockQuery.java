package io.flotilla.disk;

import java.io.IOException;

/// Asks Linux which of SQLite's locks stand on a database file (SQLite, "File Locking And Concurrency").
///
/// `F_OFD_GETLK` takes no lock, works on a read-only descriptor, and unlike `F_GETLK` also reports the locks of
/// this very process. Cost: one or two `fcntl`.
final class LockQuery {

    /// Where SQLite's readers have their locks.
    static final OfdLocks.Range SHARED = new OfdLocks.Range(0x40000002L, 510);

    /// The byte of a `-shm` file that each process locks which has it mapped (SQLite's `UNIX_SHM_DMS`).
    private static final OfdLocks.Range MAPPED = new OfdLocks.Range(128, 1);

    private LockQuery() {}

    /// The locks on a database that was opened to ask. Closes it.
    static DatabaseLocks locks(LockableFile opened) throws IOException {
        try (opened) {
            return answer(opened.ask(LockQuery::ask));
        }
    }

    /// What is locked in the file behind a descriptor: a number for [#answer], or a negative `errno`.
    static int ask(OfdLocks locks, int descriptor) {
        int exclusive = locks.conflicts(descriptor, OfdLocks.Kind.READ, SHARED);
        if (exclusive < 0) {
            return exclusive;
        }
        return exclusive > 0 ? 2 : locks.conflicts(descriptor, OfdLocks.Kind.WRITE, SHARED);
    }

    /// The meaning of a number from [#ask].
    static DatabaseLocks answer(long number) {
        return switch (Math.toIntExact(number)) {
            case 0 -> DatabaseLocks.NONE;
            case 1 -> DatabaseLocks.SHARED;
            default -> DatabaseLocks.EXCLUSIVE;
        };
    }

    /// Whether a process has the `-shm` file mapped that was opened to ask. Closes it.
    static boolean isMapped(LockableFile index) throws IOException {
        try (index) {
            return index.ask(LockQuery::askMapped) > 0;
        }
    }

    /// 1 where the file behind a descriptor is mapped as a wal-index, or a negative `errno`.
    static int askMapped(OfdLocks locks, int descriptor) {
        return locks.conflicts(descriptor, OfdLocks.Kind.WRITE, MAPPED);
    }
}
