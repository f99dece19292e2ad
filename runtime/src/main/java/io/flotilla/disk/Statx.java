package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks Linux for the status of a file with `statx(2)`.
///
/// The JDK would do for all but the time of birth: where the file system keeps none it gives the time of
/// modification, which makes another file of it at each write. Cost: one system call, some 300 bytes of native
/// memory. Safe for use by several threads.
final class Statx {

    private static final int CURRENT_DIRECTORY = -100;
    private static final int FOLLOW_LINKS = 0;
    private static final int BASIC_STATS = 0x7ff;
    private static final int BIRTH_TIME = 0x800;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private static final int FILE_TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;

    // Offsets in `struct statx`, the same on every architecture.
    private static final long BYTES = 256;
    private static final long MASK = 0;
    private static final long LINKS = 16;
    private static final long MODE = 28;
    private static final long INODE = 32;
    private static final long SIZE = 40;
    private static final long BORN = 80;
    private static final long CHANGED = 96;
    private static final long MODIFIED = 112;
    private static final long DEVICE_MAJOR = 136;
    private static final long DEVICE_MINOR = 140;

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(StructLayout.PathElement.groupElement("errno"));

    // A constant, so that a call of it is compiled to the call of the function.
    private static final MethodHandle STATX = function();

    // Native access is granted to the program as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle function() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("statx"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                Linker.Option.captureCallState("errno"));
    }

    /// The status of a file, links followed; absent where there is none.
    Optional<FileStatus> status(Path path) throws IOException {
        byte[] bytes = PathBytes.of(path.toAbsolutePath());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(BYTES + ERRNO.byteSize() + bytes.length + 1, Long.BYTES);
            MemorySegment buffer = room.asSlice(0, BYTES);
            MemorySegment state = room.asSlice(BYTES, ERRNO.byteSize());
            MemorySegment name = room.asSlice(BYTES + ERRNO.byteSize());
            MemorySegment.copy(bytes, 0, name, JAVA_BYTE, 0, bytes.length);
            if (call(state, name, buffer) == 0) {
                return Optional.of(status(buffer));
            }
            int errno = (int) ERRNO_VALUE.get(state, 0L);
            if (errno == ENOENT || errno == ENOTDIR) {
                return Optional.empty();
            }
            throw errno == EACCES
                    ? new AccessDeniedException(path.toString())
                    : new FileSystemException(path.toString(), null, "statx failed, errno " + errno);
        }
    }

    private int call(MemorySegment state, MemorySegment name, MemorySegment buffer) {
        try {
            return (int)
                    STATX.invokeExact(state, CURRENT_DIRECTORY, name, FOLLOW_LINKS, BASIC_STATS | BIRTH_TIME, buffer);
        } catch (Throwable impossible) {
            throw new AssertionError("statx is a plain C function", impossible);
        }
    }

    private static FileStatus status(MemorySegment buffer) {
        boolean hasBirthTime = (buffer.get(JAVA_INT, MASK) & BIRTH_TIME) != 0;
        return new FileStatus(
                kind(Short.toUnsignedInt(buffer.get(JAVA_SHORT, MODE)) & FILE_TYPE),
                (long) buffer.get(JAVA_INT, DEVICE_MAJOR) << Integer.SIZE
                        | Integer.toUnsignedLong(buffer.get(JAVA_INT, DEVICE_MINOR)),
                buffer.get(JAVA_LONG, INODE),
                buffer.get(JAVA_INT, LINKS),
                buffer.get(JAVA_LONG, SIZE),
                nanos(buffer, MODIFIED),
                nanos(buffer, CHANGED),
                hasBirthTime ? nanos(buffer, BORN) : 0);
    }

    private static FileStatus.Kind kind(int type) {
        return switch (type) {
            case REGULAR -> FileStatus.Kind.FILE;
            case DIRECTORY -> FileStatus.Kind.DIRECTORY;
            default -> FileStatus.Kind.OTHER;
        };
    }

    private static long nanos(MemorySegment buffer, long offset) {
        long seconds = buffer.get(JAVA_LONG, offset);
        return TimeUnit.SECONDS.toNanos(seconds) + buffer.get(JAVA_INT, offset + Long.BYTES);
    }
}
