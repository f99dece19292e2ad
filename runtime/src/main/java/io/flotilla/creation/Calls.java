package io.flotilla.creation;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// System calls of Linux that the JDK has no names for. Each gives its result, or the negative `errno`. For use by
/// one thread.
final class Calls {

    /// In place of a directory: the working directory of the process.
    static final int AT_FDCWD = -100;

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_CLOEXEC = 02000000;

    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");

    /// `O_DIRECTORY` differs between architectures, and is a part of `O_TMPFILE`.
    static final int O_DIRECTORY = IS_ARM ? 040000 : 0200000;

    static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int F_OK = 0;
    private static final int FICLONE = 0x40049409;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(StructLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = function(
            "openat",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(3));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle COPY = function(
            "copy_file_range",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CONTROL = function(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle LINK =
            function("linkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle UNLINK =
            function("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle ACCESS =
            function("faccessat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle MAKE_DIRECTORY =
            function("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SYNC = function("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final MemorySegment state;

    Calls(Arena arena) {
        this.state = arena.allocate(ERRNO);
    }

    // Native access is granted to the program as a whole, by --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    private long result(long result) {
        return result < 0 ? -(int) ERRNO_VALUE.get(state, 0L) : result;
    }

    private static AssertionError impossible(Throwable thrown) {
        return new AssertionError("A plain C function throws nothing", thrown);
    }

    int open(int directory, MemorySegment name, int flags, int mode) {
        try {
            return (int) result((int) OPEN.invokeExact(state, directory, name.address(), flags | O_CLOEXEC, mode));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    long write(int file, MemorySegment bytes) {
        try {
            return result((long) WRITE.invokeExact(state, file, bytes.address(), bytes.byteSize()));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Copies up to so many bytes, from an offset that the kernel advances, to where the other file stands.
    long copy(int from, MemorySegment offset, int to, long bytes) {
        try {
            return result((long) COPY.invokeExact(state, from, offset.address(), to, 0L, bytes, 0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Makes a file share all blocks of another one.
    int share(int from, int to) {
        try {
            return (int) result((int) CONTROL.invokeExact(state, to, (long) FICLONE, from));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Gives an open file a name.
    ///
    /// @param link its name in `/proc/self/fd`
    int link(MemorySegment link, int directory, MemorySegment name) {
        try {
            return (int) result((int)
                    LINK.invokeExact(state, AT_FDCWD, link.address(), directory, name.address(), AT_SYMLINK_FOLLOW));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int unlink(int directory, MemorySegment name) {
        try {
            return (int) result((int) UNLINK.invokeExact(state, directory, name.address(), 0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// 0 where there is something of this name, a symbolic link that leads nowhere apart.
    int exists(int directory, MemorySegment name) {
        try {
            return (int) result((int) ACCESS.invokeExact(state, directory, name.address(), F_OK, 0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int makeDirectory(int directory, MemorySegment name, int mode) {
        try {
            return (int) result((int) MAKE_DIRECTORY.invokeExact(state, directory, name.address(), mode));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int close(int file) {
        try {
            return (int) result((int) CLOSE.invokeExact(state, file));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Makes everything durable that is on the file system of this file.
    int sync(int file) {
        try {
            return (int) result((int) SYNC.invokeExact(state, file));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
