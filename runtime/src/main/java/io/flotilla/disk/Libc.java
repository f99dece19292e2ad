package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// System calls on bare descriptors, as 64-bit Linux has them.
///
/// Each gives its result or, where it fails, the negative `errno`, as the kernel does: a [DescriptorThread]
/// must not make exceptions. Pointers are plain numbers for the same reason, so the caller keeps the memory
/// alive. For use by one thread at a time.
final class Libc {

    private static final int O_RDONLY_CLOEXEC_NONBLOCK = 0x80800;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int SEEK_END = 2;
    private static final int MFD_CLOEXEC = 1;
    private static final int RLIMIT_NOFILE = 7;
    private static final int SHARED_BY_THREADS = 0;

    /// The number of `close_range(2)` on every architecture; C libraries learned its name late.
    private static final long SYS_CLOSE_RANGE = 436;

    private static final int CLOSE_RANGE_UNSHARE = 2;
    private static final int LAST_DESCRIPTOR = ~0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(StructLayout.PathElement.groupElement("errno"));

    // Constants, so that no call of them ever has to be linked anew.
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READ =
            function("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle READ_NEXT =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle INOTIFY = function("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_WATCH =
            function("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle REMOVE_WATCH =
            function("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SEEK =
            function("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SYNC = function("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CONTROL = function(
            "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE_RANGE = function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MEMORY_FILE =
            function("memfd_create", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle LIMIT =
            function("getrlimit", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SEMAPHORE =
            function("sem_init", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
    private static final MethodHandle POST = function("sem_post", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle WAIT = function("sem_wait", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    /// Absent in C libraries that hide it.
    private static final Optional<MethodHandle> ENTRIES = LINKER.defaultLookup()
            .find("getdents64")
            .map(found -> function("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG)));

    private final MemorySegment state;

    Libc(Arena arena) {
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

    /// Opens a file for reading.
    ///
    /// @param name the bytes of its path, ended by zero
    int open(long name) {
        try {
            return (int) result((int) OPEN.invokeExact(state, name, O_RDONLY_CLOEXEC_NONBLOCK));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Opens a file for reading, with a descriptor that is not below `floor`.
    int open(long name, int floor) {
        int low = open(name);
        if (low < 0) {
            return low;
        }
        int descriptor = control(low, F_DUPFD_CLOEXEC, floor);
        int ignored = close(low);
        return descriptor;
    }

    long read(int descriptor, long into, long bytes, long offset) {
        try {
            return result((long) READ.invokeExact(state, descriptor, into, bytes, offset));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Reads what comes next from a descriptor without offsets.
    long read(int descriptor, long into, long bytes) {
        try {
            return result((long) READ_NEXT.invokeExact(state, descriptor, into, bytes));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Waits for one of some descriptors.
    ///
    /// @param descriptors each a `struct pollfd`
    int poll(long descriptors, long count, int milliseconds) {
        try {
            return (int) result((int) POLL.invokeExact(state, descriptors, count, milliseconds));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int inotify(int flags) {
        try {
            return (int) result((int) INOTIFY.invokeExact(state, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int addWatch(int inotify, long name, int events) {
        try {
            return (int) result((int) ADD_WATCH.invokeExact(state, inotify, name, events));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int removeWatch(int inotify, int watch) {
        try {
            return (int) result((int) REMOVE_WATCH.invokeExact(state, inotify, watch));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// The length of the file. Nobody uses the descriptor's own offset, which this moves.
    long size(int descriptor) {
        try {
            return result((long) SEEK.invokeExact(state, descriptor, 0L, SEEK_END));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    static boolean readsEntries() {
        return ENTRIES.isPresent();
    }

    /// Reads the next entries of a directory, each a `struct linux_dirent64`; 0 where there are no more.
    long entries(int directory, long into, long bytes) {
        try {
            return result((long) ENTRIES.orElseThrow().invokeExact(state, directory, into, bytes));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int close(int descriptor) {
        try {
            return (int) result((int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Writes everything of the file system of a descriptor to its disk.
    int syncFileSystem(int descriptor) {
        try {
            return (int) result((int) SYNC.invokeExact(state, descriptor));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int control(int descriptor, int command, long argument) {
        try {
            return (int) result((int) CONTROL.invokeExact(state, descriptor, command, argument));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Gives the calling thread a table of descriptors of its own, with those below `from` alone.
    int unshareDescriptors(int from) {
        return closeRange(from, LAST_DESCRIPTOR, CLOSE_RANGE_UNSHARE);
    }

    /// Closes all descriptors of a range; what is none is passed over.
    int closeRange(int first, int last) {
        return closeRange(first, last, 0);
    }

    private int closeRange(int first, int last, int flags) {
        try {
            return (int) result((long) CLOSE_RANGE.invokeExact(state, SYS_CLOSE_RANGE, first, last, flags));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// A descriptor of a file that is in no directory and in memory alone.
    int memoryFile(long name) {
        try {
            return (int) result((int) MEMORY_FILE.invokeExact(state, name, MFD_CLOEXEC));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Writes the number below which descriptors of this process are, and the one to which that may be
    /// raised.
    int descriptorLimit(long into) {
        try {
            return (int) result((int) LIMIT.invokeExact(state, RLIMIT_NOFILE, into));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int initSemaphore(long semaphore) {
        try {
            return (int) result((int) SEMAPHORE.invokeExact(state, semaphore, SHARED_BY_THREADS, 0));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    int post(long semaphore) {
        try {
            return (int) result((int) POST.invokeExact(state, semaphore));
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }

    /// Waits until it can take one, however often a signal interrupts.
    void await(long semaphore) {
        try {
            while ((int) WAIT.invokeExact(state, semaphore) != 0) {
                Thread.onSpinWait();
            }
        } catch (Throwable thrown) {
            throw impossible(thrown);
        }
    }
}
