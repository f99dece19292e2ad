package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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

/// Linux locks on ranges of bytes that belong to an open file description, not to the process.
///
/// They work on a read-only descriptor, conflict with the POSIX locks of everyone, this very process included, and
/// leave those alone. Safe for use by several threads.
final class OfdLocks {

    /// A range of bytes of a file.
    record Range(long first, long length) {}

    /// What is asked for, or asked about.
    enum Kind {
        READ((short) 0),
        WRITE((short) 1),
        UNLOCK((short) 2);

        private final short type;

        Kind(short type) {
            this.type = type;
        }
    }

    private static final int O_RDONLY_CLOEXEC_NONBLOCK = 0x80800;
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;

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
    OfdLocks() {
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

    /// Opens a file for locks: a descriptor that the caller closes, which releases its locks.
    ///
    /// @throws NoSuchFileException where there is none
    /// @throws AccessDeniedException where it may not be read
    int open(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            byte[] bytes = PathBytes.of(file);
            MemorySegment name = arena.allocate(bytes.length + 1L);
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
            int descriptor = invoke(() -> (int) open.invokeExact(state, name, O_RDONLY_CLOEXEC_NONBLOCK));
            if (descriptor < 0) {
                throw failure(file, errno(state));
            }
            return descriptor;
        }
    }

    /// Whether a lock of this kind would meet one of somebody else. Takes none.
    boolean conflicts(int descriptor, Kind kind, Range range) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            MemorySegment lock = flock(arena, kind, range);
            if (invoke(() -> (int) fcntl.invokeExact(state, descriptor, F_OFD_GETLK, lock)) < 0) {
                throw new IOException("Lock query failed, errno " + errno(state));
            }
            return (short) TYPE.get(lock, 0L) != Kind.UNLOCK.type;
        }
    }

    /// Takes or releases a lock without waiting; false where somebody else's is in the way.
    boolean set(int descriptor, Kind kind, Range range) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            MemorySegment lock = flock(arena, kind, range);
            if (invoke(() -> (int) fcntl.invokeExact(state, descriptor, F_OFD_SETLK, lock)) == 0) {
                return true;
            }
            int errno = errno(state);
            if (errno == EAGAIN || errno == EACCES) {
                return false;
            }
            throw new IOException("Lock failed, errno " + errno);
        }
    }

    /// Closes a descriptor, which releases its locks.
    void close(int descriptor) throws IOException {
        if (invoke(() -> (int) close.invokeExact(descriptor)) < 0) {
            throw new IOException("close failed");
        }
    }

    private static MemorySegment flock(Arena arena, Kind kind, Range range) {
        MemorySegment lock = arena.allocate(FLOCK);
        TYPE.set(lock, 0L, kind.type);
        START.set(lock, 0L, range.first());
        LENGTH.set(lock, 0L, range.length());
        return lock;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    private static IOException failure(Path database, int errno) {
        String file = database.toString();
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(file);
            case EACCES, EPERM -> new AccessDeniedException(file);
            default -> new FileSystemException(file, null, "open failed, errno " + errno);
        };
    }

    /// A call of a C function that returns a number.
    private interface Call {
        int call() throws Throwable;
    }

    private static int invoke(Call call) {
        try {
            return call.call();
        } catch (Throwable impossible) {
            throw new AssertionError("a plain C function does not throw", impossible);
        }
    }
}
