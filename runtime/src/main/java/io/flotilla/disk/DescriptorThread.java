package io.flotilla.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// A platform thread that has a table of descriptors of its own, and makes system calls there for others.
///
/// Linux keeps POSIX locks by table: what is opened and closed here drops no lock that the process took elsewhere.
/// Three rules keep the rest of the JVM out of this table:
///
/// * Nothing runs here but system calls on numbers; the errands are rehearsed before the thread leaves the common
///   table ([#leave]), so that no class is loaded here afterwards: it would be read through a number that means
///   another file here. For the same reason numbers start high ([#FLOOR]), and the JDK's own classes stay open.
/// * It wakes others by semaphores of the C library alone. Waking a virtual thread may start a carrier, and a thread
///   shares the table of the one that starts it.
/// * No file is open here for writing.
///
/// Safe for use by several threads, which take turns; a virtual one keeps its carrier while it waits, as it does in
/// any call that reads a file.
final class DescriptorThread implements Runnable {

    /// What one read takes at most.
    static final int BUFFER_BYTES = 256 * 1024;

    /// Descriptors of users' files are not below this, or below half of what the process may have.
    private static final int FLOOR = 4096;

    private static final int SEMAPHORE_BYTES = 64;

    /// The answer of an ended thread, whose descriptors the kernel has closed.
    private static final long EBADF = -9;

    /// What the thread is asked to do: a result, or a negative `errno`. Runs with the thread's own `Libc`.
    @FunctionalInterface
    interface Errand {
        long run(Libc libc);
    }

    private final ReentrantLock turn = new ReentrantLock();
    private final MemorySegment wanted;
    private final MemorySegment done;
    private final MemorySegment buffer;
    private final Libc inside;
    private final Libc outside;
    private final OfdLocks locks;

    // Written by one side before it posts, read by the other after it has waited.
    private volatile Errand errand = libc -> 0;
    private volatile long result;
    private volatile boolean failed;
    private volatile boolean ended;
    private volatile int floor;

    DescriptorThread(Arena arena) {
        this.wanted = arena.allocate(SEMAPHORE_BYTES, Long.BYTES);
        this.done = arena.allocate(SEMAPHORE_BYTES, Long.BYTES);
        this.buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
        this.inside = new Libc(arena);
        this.outside = new Libc(arena);
        this.locks = new OfdLocks(inside, arena);
        int first = outside.initSemaphore(wanted.address());
        int second = outside.initSemaphore(done.address());
        if (first < 0 || second < 0) {
            throw new IllegalStateException("A semaphore cannot be made");
        }
    }

    /// Runs errands until [#end].
    @Override
    public void run() {
        while (true) {
            inside.await(wanted.address());
            if (ended) {
                return;
            }
            try {
                result = errand.run(inside);
            } catch (Throwable never) {
                // Whoever waits must be woken, whatever it was; the text would need classes.
                failed = true;
            }
            int ignored = inside.post(done.address());
        }
    }

    /// Runs an errand there, and gives its result.
    long ask(Errand next) {
        turn.lock();
        try {
            if (ended) {
                return EBADF;
            }
            errand = next;
            failed = false;
            int ignored = outside.post(wanted.address());
            outside.await(done.address());
            if (failed) {
                throw new IllegalStateException("A thread for descriptors failed");
            }
            return result;
        } finally {
            turn.unlock();
        }
    }

    /// Whether someone has it just now.
    boolean isBusy() {
        return turn.isLocked();
    }

    /// Opens a file, and gives its descriptor there.
    int open(NativePath path) {
        return Math.toIntExact(ask(libc -> libc.open(path.address(), floor)));
    }

    /// Reads at an offset, at most [#BUFFER_BYTES], and gives the number of bytes.
    long read(int descriptor, ByteBuffer into, long offset) {
        turn.lock();
        try {
            long bytes = Math.min(into.remaining(), BUFFER_BYTES);
            long count = ask(libc -> libc.read(descriptor, buffer.address(), bytes, offset));
            if (count > 0) {
                into.put(buffer.asSlice(0, count).asByteBuffer());
            }
            return count;
        } finally {
            turn.unlock();
        }
    }

    long size(int descriptor) {
        return ask(libc -> libc.size(descriptor));
    }

    void close(int descriptor) {
        long ignored = ask(libc -> libc.close(descriptor));
    }

    /// Which locks are on a database: a number of [LockQuery], or a negative `errno`.
    long locks(NativePath path) {
        return ask(libc -> {
            int descriptor = libc.open(path.address(), floor);
            if (descriptor < 0) {
                return descriptor;
            }
            long answer = LockQuery.ask(locks, descriptor);
            int ignored = libc.close(descriptor);
            return answer;
        });
    }

    /// Makes a call on the locks of an open file.
    long lock(int descriptor, LockableFile.LockCall call) {
        return ask(libc -> call.run(locks, descriptor));
    }

    /// Leaves the common table. From here on the thread has the standard streams and one descriptor of it, that of
    /// the JDK's classes.
    ///
    /// @param classes its number; 2 where there is none
    /// @throws IOException where the kernel refuses
    void leave(int classes, long descriptorLimit) throws IOException {
        long refusal = ask(libc -> {
            int unshared = libc.unshareDescriptors(classes + 1);
            return unshared < 0 || classes <= 3 ? unshared : libc.closeRange(3, classes - 1);
        });
        if (refusal < 0) {
            throw new IOException("close_range failed, errno " + -refusal);
        }
        floor = Math.toIntExact(Math.min(FLOOR, descriptorLimit / 2));
    }

    /// Ends the thread, after what others have asked for. The kernel closes what is open there.
    void end() {
        turn.lock();
        try {
            if (!ended) {
                ended = true;
                int ignored = outside.post(wanted.address());
            }
        } finally {
            turn.unlock();
        }
    }
}
