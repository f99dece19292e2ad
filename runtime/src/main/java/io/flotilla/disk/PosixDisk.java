package io.flotilla.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The disk of a Linux host.
public final class PosixDisk implements Disk {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Statx statx = new Statx();
    private final RemoteFileSystems remoteFileSystems = new RemoteFileSystems();
    private final FineStamps fineStamps = new FineStamps(Path.of("/proc"));
    private final String bootId;

    private PosixDisk(String bootId) {
        this.bootId = bootId;
    }

    /// The disk of this host.
    ///
    /// @throws IOException where the kernel does not tell its boot id
    public static PosixDisk open() throws IOException {
        return new PosixDisk(Files.readString(BOOT_ID).strip());
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        return statx.status(path);
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        return new OpenFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    /// The kernel tells the kind of an entry beside its name, where the C library hands that over.
    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        return Libc.readsEntries() ? DirectoryReader.read(directory) : listByName(directory);
    }

    static List<DirectoryEntry> listByName(Path directory) throws IOException {
        var entries = new ArrayList<DirectoryEntry>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path entry : stream) {
                kind(entry).ifPresent(kind -> entries.add(new DirectoryEntry(entry, kind)));
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        entries.sort(Comparator.comparing(DirectoryEntry::path));
        return entries;
    }

    /// What an entry is; absent where it went away since the directory was read.
    static Optional<DirectoryEntry.Kind> kind(Path entry) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException vanished) {
            return Optional.empty();
        }
        if (attributes.isSymbolicLink()) {
            return Optional.of(DirectoryEntry.Kind.SYMBOLIC_LINK);
        }
        if (attributes.isDirectory()) {
            return Optional.of(DirectoryEntry.Kind.DIRECTORY);
        }
        return Optional.of(attributes.isRegularFile() ? DirectoryEntry.Kind.FILE : DirectoryEntry.Kind.OTHER);
    }

    @Override
    public Optional<FileOwner> owner(Path path) throws IOException {
        try {
            return Optional.of(FileOwner.of(Files.readAttributes(path, "unix:mode,uid,gid,owner,group")));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return path.toRealPath();
    }

    @Override
    public DatabaseLocks locks(Path database) throws IOException {
        return LockQuery.locks(PlainFile.open(database));
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        return LockQuery.isMapped(PlainFile.open(PathBytes.withSuffix(database, "-shm")));
    }

    @Override
    public boolean hasFineStamps(FileStatus file) {
        return fineStamps.areOn(file.device());
    }

    @Override
    public Optional<String> remoteFileSystem(Path path) throws IOException {
        return remoteFileSystems.of(path);
    }

    @Override
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return SharedLock.take(PlainFile.open(database));
    }

    @Override
    public DirectoryWatcher watcher() throws IOException {
        return Inotify.open();
    }

    @Override
    public String bootId() {
        return bootId;
    }

    private record OpenFile(FileChannel channel) implements SourceFile {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            int total = 0;
            while (into.hasRemaining()) {
                int count = channel.read(into, offset + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
