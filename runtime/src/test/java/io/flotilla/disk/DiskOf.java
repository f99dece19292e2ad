package io.flotilla.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The disk as somebody or something else makes it: every call passes through a gate, which may fail it, hold
/// it up, or make it under another identity.
///
/// @param gate used by several threads
public record DiskOf(Disk disk, Gate gate) implements Disk {

    /// A call to the disk.
    public interface Call<T> {

        T make() throws IOException;
    }

    /// What every call passes.
    public interface Gate {

        /// Makes the call, or does not.
        ///
        /// @param what the name of the disk's or the file's method
        <T> T pass(String what, Path path, Call<T> call) throws IOException;
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        return gate.pass("status", path, () -> disk.status(path));
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        SourceFile file = gate.pass("open", path, () -> disk.open(path));
        return new SourceFile() {
            @Override
            public long size() throws IOException {
                return gate.pass("size", path, file::size);
            }

            @Override
            public int read(ByteBuffer into, long offset) throws IOException {
                return gate.pass("read", path, () -> file.read(into, offset));
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        return gate.pass("list", directory, () -> disk.list(directory));
    }

    @Override
    public Path realPath(Path path) throws IOException {
        return gate.pass("realPath", path, () -> disk.realPath(path));
    }

    @Override
    public boolean isIndexMapped(Path database) throws IOException {
        return gate.pass("isIndexMapped", database, () -> disk.isIndexMapped(database));
    }

    @Override
    public DatabaseLocks locks(Path database) throws IOException {
        return gate.pass("locks", database, () -> disk.locks(database));
    }

    @Override
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return gate.pass("lockShared", database, () -> disk.lockShared(database));
    }

    @Override
    public boolean hasFineStamps(FileStatus file) {
        return disk.hasFineStamps(file);
    }

    @Override
    public Optional<String> remoteFileSystem(Path path) throws IOException {
        return gate.pass("remoteFileSystem", path, () -> disk.remoteFileSystem(path));
    }

    @Override
    public DirectoryWatcher watcher() throws IOException {
        return gate.pass("watcher", Path.of("/"), disk::watcher);
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }
}
