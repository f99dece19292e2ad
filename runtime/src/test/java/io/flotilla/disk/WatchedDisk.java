package io.flotilla.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real disk, with paths that fail as told and a note of what was asked. For one thread.
public final class WatchedDisk implements Disk {

    private final Disk disk;
    private final Map<Path, IOException> failures = new HashMap<>();
    private final List<Path> opened = new ArrayList<>();
    private int statuses;

    public WatchedDisk() {
        try {
            disk = PosixDisk.open();
        } catch (IOException noBootId) {
            throw new UncheckedIOException(noBootId);
        }
    }

    public void failAt(Path path, IOException failure) {
        failures.put(path, failure);
    }

    public List<Path> opened() {
        return opened;
    }

    public int statuses() {
        return statuses;
    }

    @Override
    public Optional<FileStatus> status(Path path) throws IOException {
        check(path);
        statuses++;
        return disk.status(path);
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        check(path);
        opened.add(path);
        return disk.open(path);
    }

    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        check(directory);
        return disk.list(directory);
    }

    @Override
    public Path realPath(Path path) throws IOException {
        check(path);
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
    public Optional<HeldLock> lockShared(Path database) throws IOException {
        return disk.lockShared(database);
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
    public String bootId() {
        return disk.bootId();
    }

    private void check(Path path) throws IOException {
        IOException failure = failures.get(path);
        if (failure != null) {
            throw failure;
        }
    }
}
