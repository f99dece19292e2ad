package io.flotilla.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// The disk of a Linux host, for a process that also uses the databases through SQLite.
///
/// A process that closes any descriptor of a file loses its POSIX locks there, those of SQLite among them
/// ("POSIX Advisory Locks Are Broken By Design" in SQLite's `os_unix.c`). So users' files are opened and closed on
/// threads that have tables of descriptors of their own: to Linux these are other owners. Safe for use by several
/// threads; a few calls run at a time, and each costs two changes of thread.
public final class OwnDescriptors implements Disk, AutoCloseable {

    /// More than the 127 calls after which the JDK makes a special form of a method handle.
    private static final int REHEARSALS = 300;

    private static final Path NOWHERE = Path.of("/proc/self/nothing");

    private final PosixDisk disk;
    private final List<DescriptorThread> threads;
    private final AtomicInteger next = new AtomicInteger();

    private OwnDescriptors(PosixDisk disk, List<DescriptorThread> threads) {
        this.disk = disk;
        this.threads = threads;
    }

    /// Starts the threads, each a platform thread that is busy until the disk is closed, and proves that the
    /// locks of this process survive them.
    ///
    /// @param executor starts a platform thread of its own for each task
    /// @throws IOException where the kernel, or what guards it, refuses a thread a table of its own
    public static OwnDescriptors open(PosixDisk disk, Executor executor, int threads) throws IOException {
        Arena arena = Arena.ofAuto();
        var opened = new OwnDescriptors(
                disk,
                Stream.generate(() -> new DescriptorThread(arena))
                        .limit(threads)
                        .toList());
        opened.threads.forEach(executor::execute);
        try {
            opened.leave();
        } catch (IOException refused) {
            opened.close();
            throw refused;
        }
        return opened;
    }

    private void leave() throws IOException {
        int classes = classes();
        try (Arena arena = Arena.ofConfined();
                ProbeFile probe = ProbeFile.open(arena)) {
            for (int count = 0; count < REHEARSALS; count++) {
                rehearse(threads.getFirst(), probe);
            }
            for (DescriptorThread thread : threads) {
                rehearse(thread, probe);
                thread.leave(classes, ProbeFile.descriptorLimit());
                probe.lock();
                rehearse(thread, probe);
                if (!probe.isLocked()) {
                    throw new IOException("a lock was lost when another thread closed its file");
                }
            }
        }
    }

    /// Does everything that a thread will ever do, so that nothing is loaded or linked later.
    private static void rehearse(DescriptorThread thread, ProbeFile probe) throws IOException {
        try (SourceFile file = open(thread, probe.path())) {
            file.read(ByteBuffer.allocate(1), file.size());
            locks(thread, probe.path());
        }
        LockQuery.isMapped(open(thread, probe.path()));
        rehearseLock(thread, probe);
        try (SourceFile impossible = open(thread, NOWHERE)) {
            throw new IOException(NOWHERE + " is there: " + impossible);
        } catch (NoSuchFileException expected) {
            // As it should be.
        }
    }

    private static void rehearseLock(DescriptorThread thread, ProbeFile probe) throws IOException {
        try (HeldLock lock = lockShared(thread, probe.path()).orElseThrow(() -> new IOException("a lock is refused"))) {
            if (lock.hasWriter()) {
                throw new IOException("a lock of nobody is reported");
            }
        }
        probe.refuseReaders();
        if (lockShared(thread, probe.path()).isPresent()) {
            throw new IOException("a lock of somebody else is passed over");
        }
        probe.admitReaders();
    }

    /// The number by which the JDK reads its own classes; 2 where there is none.
    private static int classes() throws IOException {
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        if (!Files.exists(modules)) {
            return 2;
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (Files.exists(descriptor) && Files.isSameFile(descriptor, modules)) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
        }
        return 2;
    }

    /// The next thread that has nothing to do, or the next one.
    private DescriptorThread thread() {
        int first = next.getAndIncrement();
        for (int step = 0; step < threads.size(); step++) {
            DescriptorThread thread = threads.get(Math.floorMod(first + step, threads.size()));
            if (!thread.isBusy()) {
                return thread;
            }
        }
        return threads.get(Math.floorMod(first, threads.size()));
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        return open(thread(), path);
    }

    private static FileOfThread open(DescriptorThread thread, Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativePath name = NativePath.of(path, arena);
            return new FileOfThread(thread, path, Math.toIntExact(name.checked("open", thread.open(name))));
        }
    }

    @Override
    public DatabaseLocks locks(Path database) throws IOException {
        return locks(thread(), database);
    }

    private static DatabaseLocks locks(DescriptorThread thread, Path database) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativePath path = NativePath.of(database, arena);
            return LockQuery.answer(path.checked("the lock query", thread.locks(path)));
        }
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        return LockQuery.isMapped(open(thread(), PathBytes.withSuffix(database, "-shm")));
    }

    @Override
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return lockShared(thread(), database);
    }

    private static Optional<HeldLock> lockShared(DescriptorThread thread, Path database) throws IOException {
        return SharedLock.take(open(thread, database));
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        return disk.status(path);
    }

    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public Optional<FileOwner> owner(Path path) throws IOException {
        return disk.owner(path);
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return disk.realPath(path);
    }

    @Override
    public boolean hasFineStamps(FileStatus file) {
        return disk.hasFineStamps(file);
    }

    @Override
    public Optional<String> remoteFileSystem(Path path) throws IOException {
        return disk.remoteFileSystem(path);
    }

    @Override
    public DirectoryWatcher watcher() throws IOException {
        return disk.watcher();
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }

    /// Ends the threads. Files that are still open cannot be read any more.
    @Override
    public void close() {
        threads.forEach(DescriptorThread::end);
    }
}
