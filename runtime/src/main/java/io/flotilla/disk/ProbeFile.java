package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A file in memory, in no directory, that this process can lock as SQLite locks a database: to try what becomes of
/// such a lock. For use by one thread at a time.
final class ProbeFile implements AutoCloseable {

    private final Libc libc;
    private final OfdLocks locks;
    private final int descriptor;

    private ProbeFile(Libc libc, OfdLocks locks, int descriptor) {
        this.libc = libc;
        this.locks = locks;
        this.descriptor = descriptor;
    }

    /// Makes the file.
    static ProbeFile open(Arena arena) throws IOException {
        var libc = new Libc(arena);
        MemorySegment name = arena.allocateFrom("flotilla");
        return new ProbeFile(
                libc,
                new OfdLocks(libc, arena),
                Math.toIntExact(checked("memfd_create", libc.memoryFile(name.address()))));
    }

    private static long checked(String call, long result) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed, errno " + -result);
        }
        return result;
    }

    /// Where it can be opened once more, on any thread of this process.
    Path path() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /// Takes the lock of a reader, for this process.
    void lock() throws IOException {
        taken("F_SETLK", locks.setForProcess(descriptor, OfdLocks.Kind.READ, LockQuery.SHARED));
    }

    /// Takes the lock of a writer who waits for its readers to go, for this open file: in the common table a lock of
    /// the process would not last until somebody asks for it.
    void refuseReaders() throws IOException {
        taken("F_OFD_SETLK", locks.set(descriptor, OfdLocks.Kind.WRITE, SharedLock.PENDING));
    }

    /// Gives that one back.
    void admitReaders() throws IOException {
        taken("F_OFD_SETLK", locks.set(descriptor, OfdLocks.Kind.UNLOCK, SharedLock.PENDING));
    }

    private static void taken(String call, long result) throws IOException {
        if (checked(call, result) != 1) {
            throw new IOException("a lock is refused on a file that nobody else has");
        }
    }

    /// Whether anybody has a lock.
    boolean isLocked() throws IOException {
        return LockQuery.answer(checked("F_OFD_GETLK", LockQuery.ask(locks, descriptor))) != DatabaseLocks.NONE;
    }

    /// The number below which the descriptors of this process are.
    static long descriptorLimit() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(JAVA_LONG, 2);
            long ignored = checked("getrlimit", new Libc(arena).descriptorLimit(limits.address()));
            return limits.get(JAVA_LONG, 0);
        }
    }

    @Override
    public void close() {
        int ignored = libc.close(descriptor);
    }
}
