package io.flotilla.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The disk of a Linux host, for a process that also uses the databases through SQLite and may not have
/// [OwnDescriptors]: what another part of the process has open as well is kept open ([DescriptorKeeper]). Safe for
/// use by several threads.
public final class KeptDescriptors implements Disk {

    private final Disk disk;
    private final DescriptorKeeper keeper;

    /// @param disk for all that needs no descriptor
    public KeptDescriptors(PosixDisk disk) {
        this.disk = disk;
        this.keeper = new DescriptorKeeper(disk);
    }

    /// How many descriptors are kept just now that nobody uses.
    public int kept() {
        return keeper.kept();
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        return openKept(path);
    }

    private KeptFile openKept(Path path) throws IOException {
        return new KeptFile(keeper, path, keeper.open(path));
    }

    @Override
    public DatabaseLocks locks(Path database) throws IOException {
        return LockQuery.locks(openKept(database));
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        return LockQuery.isMapped(openKept(PathBytes.withSuffix(database, "-shm")));
    }

    @Override
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return SharedLock.take(openKept(database));
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
}
