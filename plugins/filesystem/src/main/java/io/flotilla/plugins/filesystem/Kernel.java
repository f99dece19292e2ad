package io.flotilla.plugins.filesystem;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;

/// The few system calls of Linux that the JDK does not offer. Safe for use by several threads.
final class Kernel {

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int AT_FDCWD = -100;
    private static final int RENAME_NOREPLACE = 1;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int EEXIST = 17;
    private static final int EINVAL = 22;
    private static final int ENOSYS = 38;
    private static final int EWOULDBLOCK = 11;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(PathElement.groupElement("errno"));

    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle syncfs;
    private final MethodHandle flock;
    private final MethodHandle renameat2;

    private Kernel(Linker linker) {
        open = handle(linker, "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        close = handle(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        syncfs = handle(linker, "syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        flock = handle(linker, "flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        renameat2 = handle(
                linker, "renameat2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    }

    /// The kernel, where it is a Linux whose `syncfs` reports write errors (5.8 or later) and native calls are
    /// allowed.
    static Optional<Kernel> find() {
        if (!isLinuxSince(5, 8)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Kernel(Linker.nativeLinker()));
        } catch (RuntimeException | LinkageError notAllowed) {
            return Optional.empty();
        }
    }

    /// Opens a file or directory. The caller closes the descriptor.
    Descriptor openToRead(Path path) throws IOException {
        return open(path, O_CLOEXEC);
    }

    /// Opens a file to take its lock. The caller closes the descriptor.
    Descriptor openToLock(Path path) throws IOException {
        return open(path, O_RDWR | O_CLOEXEC);
    }

    /// Gives a file a new name, if nothing has that name.
    ///
    /// @throws FileAlreadyExistsException where something has it
    /// @throws TargetException.Refused where the file system knows no such rename
    void renameNoReplace(Path from, Path to) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) renameat2.invokeExact(
                    state, AT_FDCWD, text(arena, from), AT_FDCWD, text(arena, to), RENAME_NOREPLACE);
            if (result < 0) {
                throw renameFailure(errno(state), to);
            }
        } catch (Throwable failed) {
            throw unwrapped(failed);
        }
    }

    private static IOException renameFailure(int error, Path to) {
        return switch (error) {
            case EEXIST -> new FileAlreadyExistsException(to.toString());
            case EINVAL, ENOSYS -> new TargetException.Refused(to + Publisher.WAY_OUT);
            default -> new IOException("renameat2 to " + to + ": error " + error);
        };
    }

    private Descriptor open(Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int descriptor = (int) open.invokeExact(state, text(arena, path), flags);
            check(descriptor, state, "open " + path);
            return new Descriptor(descriptor, path);
        } catch (Throwable failed) {
            throw unwrapped(failed);
        }
    }

    /// An open file descriptor.
    final class Descriptor implements AutoCloseable {

        private final int number;
        private final Path path;

        private Descriptor(int number, Path path) {
            this.number = number;
            this.path = path;
        }

        /// Writes everything of the whole file system to its disk. Reports errors since this descriptor was
        /// opened.
        void syncFileSystem() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(CALL_STATE);
                check((int) syncfs.invokeExact(state, number), state, "syncfs " + path);
            } catch (Throwable failed) {
                throw unwrapped(failed);
            }
        }

        /// Takes the exclusive lock on the file, which belongs to this descriptor alone and ends with it;
        /// `false` where another descriptor has it.
        boolean lock() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(CALL_STATE);
                int result = (int) flock.invokeExact(state, number, LOCK_EX_NB);
                if (result < 0 && errno(state) == EWOULDBLOCK) {
                    return false;
                }
                check(result, state, "flock " + path);
                return true;
            } catch (Throwable failed) {
                throw unwrapped(failed);
            }
        }

        @Override
        public void close() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(CALL_STATE);
                check((int) close.invokeExact(state, number), state, "close " + path);
            } catch (Throwable failed) {
                throw unwrapped(failed);
            }
        }
    }

    // Calling native code is what this class is for; find() copes where it is not allowed.
    @SuppressWarnings("restricted")
    private static MethodHandle handle(Linker linker, String name, FunctionDescriptor types) {
        MemorySegment function = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(function, types, Linker.Option.captureCallState("errno"));
    }

    private static boolean isLinuxSince(int major, int minor) {
        String[] version = System.getProperty("os.version", "").split("\\D+", 3);
        if (!System.getProperty("os.name", "").equals("Linux") || version.length < 2) {
            return false;
        }
        int found = Integer.parseInt(version[0]);
        return found > major || (found == major && Integer.parseInt(version[1]) >= minor);
    }

    private static MemorySegment text(Arena arena, Path path) {
        byte[] bytes = RawNames.pathBytes(path);
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private static void check(int result, MemorySegment state, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": error " + errno(state));
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /// A method handle declares to throw anything; what ours throw is an `IOException` or a bug.
    private static IOException unwrapped(Throwable failed) {
        return switch (failed) {
            case IOException expected -> expected;
            case RuntimeException bug -> throw bug;
            case Error bug -> throw bug;
            default -> throw new IllegalStateException(failed);
        };
    }
}
