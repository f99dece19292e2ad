package io.flotilla.disk;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/// Tells what happens in directories with Linux's `inotify(7)`. Holds one descriptor, and some 1 KiB of
/// kernel memory a watch.
final class Inotify implements DirectoryWatcher {

    private static final int IN_CLOEXEC_NONBLOCK = 0x80800;
    private static final int IN_MODIFY = 0x2;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_MOVED_FROM = 0x40;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_DELETE = 0x200;
    private static final int IN_DELETE_SELF = 0x400;
    private static final int IN_MOVE_SELF = 0x800;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_IGNORED = 0x8000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int IN_ISDIR = 0x40000000;

    /// Nothing that reading causes.
    private static final int EVENTS = IN_MODIFY
            | IN_CLOSE_WRITE
            | IN_MOVED_FROM
            | IN_MOVED_TO
            | IN_CREATE
            | IN_DELETE
            | IN_DELETE_SELF
            | IN_MOVE_SELF
            | IN_ONLYDIR;

    private static final int EINTR = -4;
    private static final int EAGAIN = -11;
    private static final int ENOTDIR = -20;
    private static final int EMFILE = -24;
    private static final int ENOSPC = -28;

    private static final short POLLIN = 1;
    private static final int POLLFD_BYTES = 8;

    // Offsets in `struct inotify_event`.
    private static final long MASK = 4;
    private static final long LENGTH = 12;
    private static final long NAME = 16;

    private static final long BUFFER = 64 * 1024;
    private static final Path LIMITS = Path.of("/proc/sys/fs/inotify");
    private static final byte[] NO_NAME = {};

    private final int descriptor;
    private final MemorySegment buffer;
    private final MemorySegment poll;
    private final Libc reader;

    /// A number that was closed may be somebody else's descriptor. Many use it together, for the kernel sees to its own
    /// order; who closes it is alone.
    private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

    private boolean closed;

    private Inotify(int descriptor, Arena arena) {
        this.descriptor = descriptor;
        this.buffer = arena.allocate(BUFFER, Long.BYTES);
        this.poll = arena.allocate(POLLFD_BYTES, Integer.BYTES);
        this.reader = new Libc(arena);
    }

    static Inotify open() throws IOException {
        Arena arena = Arena.ofAuto();
        int descriptor = new Libc(arena).inotify(IN_CLOEXEC_NONBLOCK);
        if (descriptor == EMFILE) {
            throw new WatchLimitException("the kernel allows this user no more watchers, or this process no more"
                    + " descriptors: " + limit("max_user_instances"));
        }
        return new Inotify(Math.toIntExact(NativePath.checked(LIMITS, "inotify_init1", descriptor)), arena);
    }

    @Override
    public int watch(Path directory) throws IOException {
        open.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (closed) {
                return 0;
            }
            NativePath name = NativePath.of(directory, arena);
            int result = new Libc(arena).addWatch(descriptor, name.address(), EVENTS);
            return switch (result) {
                case ENOSPC ->
                    throw new WatchLimitException(
                            "the kernel allows this user no more watches: " + limit("max_user_watches"));
                case ENOTDIR -> throw new NotDirectoryException(directory.toString());
                default -> Math.toIntExact(name.checked("inotify_add_watch", result));
            };
        } finally {
            open.readLock().unlock();
        }
    }

    @Override
    public void unwatch(int watch) {
        open.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!closed) {
                int ignored = new Libc(arena).removeWatch(descriptor, watch);
            }
        } finally {
            open.readLock().unlock();
        }
    }

    @Override
    public int read(Duration atMost, Consumer<DirectoryEvent> events) throws IOException {
        poll.set(JAVA_INT, 0, descriptor);
        poll.set(JAVA_SHORT, Integer.BYTES, POLLIN);
        int ready = reader.poll(poll.address(), 1, Math.toIntExact(atMost.toMillis()));
        if (ready == 0 || ready == EINTR) {
            return 0;
        }
        NativePath.checked(LIMITS, "poll", ready);
        long bytes = reader.read(descriptor, buffer.address(), BUFFER);
        if (bytes == EAGAIN || bytes == EINTR) {
            return 0;
        }
        NativePath.checked(LIMITS, "read", bytes);
        int count = 0;
        for (long at = 0; at < bytes; at += NAME + buffer.get(JAVA_INT, at + LENGTH)) {
            hand(at, events);
            count++;
        }
        return count;
    }

    private void hand(long at, Consumer<DirectoryEvent> events) {
        int watch = buffer.get(JAVA_INT, at);
        int mask = buffer.get(JAVA_INT, at + MASK);
        byte[] name = name(at);
        kind(mask).ifPresent(kind -> events.accept(new DirectoryEvent(kind, watch, name)));
    }

    /// A name is filled up with zeros.
    private byte[] name(long at) {
        int length = buffer.get(JAVA_INT, at + LENGTH);
        while (length > 0 && buffer.get(JAVA_BYTE, at + NAME + length - 1) == 0) {
            length--;
        }
        return length == 0 ? NO_NAME : buffer.asSlice(at + NAME, length).toArray(JAVA_BYTE);
    }

    /// The kernel tells one thing with each event. The end of a mount is followed by the end of its watches.
    private static Optional<DirectoryEvent.Kind> kind(int mask) {
        boolean isDirectory = (mask & IN_ISDIR) != 0;
        return Optional.ofNullable(
                switch (mask & ~IN_ISDIR) {
                    case IN_MODIFY -> DirectoryEvent.Kind.WRITTEN;
                    case IN_CLOSE_WRITE -> DirectoryEvent.Kind.CLOSED;
                    case IN_CREATE, IN_MOVED_TO ->
                        isDirectory ? DirectoryEvent.Kind.DIRECTORY_CAME : DirectoryEvent.Kind.CAME;
                    case IN_DELETE, IN_MOVED_FROM ->
                        isDirectory ? DirectoryEvent.Kind.DIRECTORY_WENT : DirectoryEvent.Kind.WENT;
                    case IN_DELETE_SELF, IN_MOVE_SELF -> DirectoryEvent.Kind.SELF_WENT;
                    case IN_IGNORED -> DirectoryEvent.Kind.ENDED;
                    case IN_Q_OVERFLOW -> DirectoryEvent.Kind.LOST;
                    default -> null;
                });
    }

    private static String limit(String name) {
        return "fs.inotify." + name + " is " + setting(LIMITS.resolve(name)) + ". Raise it with `sysctl -w fs.inotify."
                + name + "=...`; until then the sweeps alone see what is written there";
    }

    /// Such a number is given whole at the first read or not at all.
    private static String setting(Path file) {
        byte[] text = new byte[32];
        try (InputStream in = Files.newInputStream(file)) {
            return new String(text, 0, Math.max(0, in.read(text)), US_ASCII).strip();
        } catch (IOException refused) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        open.writeLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            if (!closed) {
                closed = true;
                int ignored = new Libc(arena).close(descriptor);
            }
        } finally {
            open.writeLock().unlock();
        }
    }
}
