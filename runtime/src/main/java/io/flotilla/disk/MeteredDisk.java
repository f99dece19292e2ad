package io.flotilla.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/// A disk that counts the bytes read from the users' files.
public final class MeteredDisk implements Disk {

    private final Disk disk;
    private final LongAdder bytesRead = new LongAdder();

    public MeteredDisk(Disk disk) {
        this.disk = disk;
    }

    /// The bytes read so far.
    public long bytesRead() {
        return bytesRead.sum();
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        return disk.status(path);
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        return new MeteredFile(disk.open(path), bytesRead);
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
    public DatabaseLocks locks(Path database) throws IOException {
        return disk.locks(database);
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        return disk.isIndexMapped(database);
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
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return disk.lockShared(database);
    }

    @Override
    public DirectoryWatcher watcher() throws IOException {
        return disk.watcher();
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }

    private record MeteredFile(SourceFile file, LongAdder bytesRead) implements SourceFile {

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            int count = file.read(into, offset);
            bytesRead.add(count);
            return count;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
