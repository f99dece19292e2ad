package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Asks Linux which locks stand on the SHARED range of a database file (SQLite, "File Locking And
/// Concurrency").
///
/// `F_OFD_GETLK` takes no lock, works on a read-only descriptor, and unlike `F_GETLK` also reports the locks of
/// this very process. Cost: `open`, one or two `fcntl`, `close`. Safe for use by several threads.
final class LockQuery {

    private static final int O_RDONLY_CLOEXEC_NONBLOCK = 0x80800;
    private static final int F_OFD_GETLK = 36;
    private static final short F_RDLCK = 0;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final long SHARED_FIRST = 0x40000002L;
    private static final long SHARED_SIZE = 510;
    /// The byte of a `-shm` file that each process locks which has it mapped (SQLite's `UNIX_SHM_DMS`).
    private static final long MAPPED = 128;

    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int EPERM = 1;

    /// `struct flock` of 64-bit Linux.
    private static final StructLayout FLOCK = MemoryLayout.structLayout(
            JAVA_SHORT.withName("type"),
            JAVA_SHORT.withName("whence"),
            MemoryLayout.paddingLayout(4),
            JAVA_LONG.withName("start"),
            JAVA_LONG.withName("length"),
            JAVA_INT.withName("pid"),
            MemoryLayout.paddingLayout(4));

    private static final VarHandle TYPE = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("type"));
    private static final VarHandle START = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("start"));
    private static final VarHandle LENGTH = FLOCK.varHandle(MemoryLayout.PathElement.groupElement("length"));

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle open;
    private final MethodHandle fcntl;
    private final MethodHandle close;

    // Native access is granted to the program as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    LockQuery() {
        Linker linker = Linker.nativeLinker();
        Linker.Option errno = Linker.Option.captureCallState("errno");
        AddressLayout pointer = ADDRESS;
        this.open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"), FunctionDescriptor.of(JAVA_INT, pointer, JAVA_INT), errno);
        this.fcntl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("fcntl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, pointer),
                errno,
                Linker.Option.firstVariadicArg(2));
        this.close = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    DatabaseLocks locks(Path database) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int descriptor = openReadOnly(arena, state, database);
            try {
                return query(arena, state, descriptor);
            } finally {
                closeDescriptor(descriptor);
            }
        }
    }

    /// Whether a process has this `-shm` file mapped.
    boolean isIndexMapped(Path index) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int descriptor = openReadOnly(arena, state, index);
            try {
                var probe = new Probe(state, descriptor, F_WRLCK);
                return conflicts(arena.allocate(FLOCK), probe, MAPPED, 1);
            } finally {
                closeDescriptor(descriptor);
            }
        }
    }

    /// A question about the locks on an open file: would one of this type conflict?
    private record Probe(MemorySegment state, int descriptor, short type) {}

    private DatabaseLocks query(Arena arena, MemorySegment state, int descriptor) throws IOException {
        MemorySegment lock = arena.allocate(FLOCK);
        if (conflicts(lock, new Probe(state, descriptor, F_RDLCK), SHARED_FIRST, SHARED_SIZE)) {
            return DatabaseLocks.EXCLUSIVE;
        }
        return conflicts(lock, new Probe(state, descriptor, F_WRLCK), SHARED_FIRST, SHARED_SIZE)
                ? DatabaseLocks.SHARED
                : DatabaseLocks.NONE;
    }

    private boolean conflicts(MemorySegment lock, Probe probe, long start, long length) throws IOException {
        lock.fill((byte) 0);
        TYPE.set(lock, 0L, probe.type());
        START.set(lock, 0L, start);
        LENGTH.set(lock, 0L, length);
        int result;
        try {
            result = (int) fcntl.invokeExact(probe.state(), probe.descriptor(), F_OFD_GETLK, lock);
        } catch (Throwable impossible) {
            throw new AssertionError("fcntl is a plain C function", impossible);
        }
        if (result < 0) {
            throw new IOException("Lock query failed, errno " + (int) ERRNO_VALUE.get(probe.state(), 0L));
        }
        return (short) TYPE.get(lock, 0L) != F_UNLCK;
    }

    private int openReadOnly(Arena arena, MemorySegment state, Path database) throws IOException {
        byte[] bytes = PathBytes.of(database);
        MemorySegment name = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, name, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        int descriptor;
        try {
            descriptor = (int) open.invokeExact(state, name, O_RDONLY_CLOEXEC_NONBLOCK);
        } catch (Throwable impossible) {
            throw new AssertionError("open is a plain C function", impossible);
        }
        if (descriptor < 0) {
            throw failure(database, (int) ERRNO_VALUE.get(state, 0L));
        }
        return descriptor;
    }

    private static IOException failure(Path database, int errno) {
        String file = database.toString();
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(file);
            case EACCES, EPERM -> new AccessDeniedException(file);
            default -> new FileSystemException(file, null, "open failed, errno " + errno);
        };
    }

    private void closeDescriptor(int descriptor) throws IOException {
        int result;
        try {
            result = (int) close.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError("close is a plain C function", impossible);
        }
        if (result < 0) {
            throw new IOException("close failed after a lock query");
        }
    }
}
