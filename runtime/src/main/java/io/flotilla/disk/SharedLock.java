package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// SQLite's shared lock on a database file, as locks of a read-only descriptor (SQLite, "File Locking And
/// Concurrency"): first PENDING, so that a writer who waits for its readers to go is not passed, then SHARED, then
/// PENDING is let go. Nothing waits here; whoever wants to write waits until it is closed.
record SharedLock(OfdLocks locks, int descriptor) implements HeldLock {

    private static final OfdLocks.Range PENDING = new OfdLocks.Range(0x40000000L, 1);
    private static final OfdLocks.Range RESERVED = new OfdLocks.Range(0x40000001L, 1);

    /// Takes it; absent where a writer is in the way.
    static Optional<HeldLock> take(OfdLocks locks, Path database) throws IOException {
        int descriptor = locks.open(database);
        boolean isTaken = false;
        try {
            isTaken = take(locks, descriptor);
        } finally {
            if (!isTaken) {
                locks.close(descriptor);
            }
        }
        return isTaken ? Optional.of(new SharedLock(locks, descriptor)) : Optional.empty();
    }

    private static boolean take(OfdLocks locks, int descriptor) throws IOException {
        return locks.set(descriptor, OfdLocks.Kind.READ, PENDING)
                && locks.set(descriptor, OfdLocks.Kind.READ, LockQuery.SHARED)
                && locks.set(descriptor, OfdLocks.Kind.UNLOCK, PENDING);
    }

    @Override
    public boolean hasWriter() throws IOException {
        return locks.conflicts(descriptor, OfdLocks.Kind.WRITE, RESERVED);
    }

    @Override
    public void close() throws IOException {
        locks.close(descriptor);
    }
}
