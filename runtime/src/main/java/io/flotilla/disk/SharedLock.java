package io.flotilla.disk;

import java.io.IOException;
import java.util.Optional;

/// SQLite's shared lock on a database file, as locks of a read-only descriptor (SQLite, "File Locking And
/// Concurrency"): first PENDING, so that a writer who waits for its readers to go is not passed, then SHARED, then
/// PENDING is let go. Nothing waits here; whoever wants to write waits until it is closed.
final class SharedLock implements HeldLock {

    static final OfdLocks.Range PENDING = new OfdLocks.Range(0x40000000L, 1);
    private static final OfdLocks.Range RESERVED = new OfdLocks.Range(0x40000001L, 1);
    private static final OfdLocks.Range ALL = new OfdLocks.Range(0x40000000L, 512);

    private final LockableFile file;
    private boolean closed;

    private SharedLock(LockableFile file) {
        this.file = file;
    }

    /// Takes it on a database that was opened for it; absent where a writer is in the way, and the file is closed
    /// then.
    static Optional<HeldLock> take(LockableFile opened) throws IOException {
        var lock = new SharedLock(opened);
        boolean isTaken = false;
        try {
            isTaken = opened.ask(SharedLock::take) == 1;
        } finally {
            if (!isTaken) {
                lock.close();
            }
        }
        return isTaken ? Optional.of(lock) : Optional.empty();
    }

    private static long take(OfdLocks locks, int descriptor) {
        int pending = locks.set(descriptor, OfdLocks.Kind.READ, PENDING);
        if (pending != 1) {
            return pending;
        }
        int shared = locks.set(descriptor, OfdLocks.Kind.READ, LockQuery.SHARED);
        return shared == 1 ? locks.set(descriptor, OfdLocks.Kind.UNLOCK, PENDING) : shared;
    }

    @Override
    public boolean hasWriter() throws IOException {
        return file.ask(SharedLock::reserved) == 1;
    }

    private static long reserved(OfdLocks locks, int descriptor) {
        return locks.conflicts(descriptor, OfdLocks.Kind.WRITE, RESERVED);
    }

    /// Releases the lock before the file is closed: its descriptor may be kept, or a process that is just being
    /// started may still have it.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            file.ask(SharedLock::release);
        }
    }

    private static long release(OfdLocks locks, int descriptor) {
        return locks.set(descriptor, OfdLocks.Kind.UNLOCK, ALL);
    }
}
