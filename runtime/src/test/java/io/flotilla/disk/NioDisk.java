package io.flotilla.disk;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A disk for tests: real files, and paths that fail as told.
public final class NioDisk implements Disk {

    private final Map<Path, IOException> failures = new HashMap<>();
    private final List<Path> opened = new ArrayList<>();
    private int statuses;

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
        try {
            Map<String, Object> unix = Files.readAttributes(path, "unix:*");
            boolean directory = (boolean) unix.get("isDirectory");
            FileStatus.Kind kind = directory ? FileStatus.Kind.DIRECTORY : FileStatus.Kind.OTHER;
            return Optional.of(new FileStatus(
                    (boolean) unix.get("isRegularFile") ? FileStatus.Kind.FILE : kind,
                    (long) unix.get("dev"),
                    (long) unix.get("ino"),
                    (int) unix.get("nlink"),
                    (long) unix.get("size"),
                    ((FileTime) unix.get("lastModifiedTime")).to(NANOSECONDS),
                    ((FileTime) unix.get("ctime")).to(NANOSECONDS),
                    ((FileTime) unix.get("creationTime")).to(NANOSECONDS)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public SourceFile open(Path path) throws IOException {
        check(path);
        opened.add(path);
        return new Open(FileChannel.open(path));
    }

    @Override
    public List<DirectoryEntry> list(Path directory) throws IOException {
        check(directory);
        try (var paths = Files.list(directory)) {
            return paths.map(path -> new DirectoryEntry(path, kind(path))).toList();
        }
    }

    @Override
    public Path realPath(Path path) throws IOException {
        check(path);
        return path.toRealPath();
    }

    @Override
    public DatabaseLocks locks(Path database) {
        return DatabaseLocks.NONE;
    }

    @Override
    public String bootId() {
        return "a boot";
    }

    private void check(Path path) throws IOException {
        IOException failure = failures.get(path);
        if (failure != null) {
            throw failure;
        }
    }

    private static DirectoryEntry.Kind kind(Path path) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return DirectoryEntry.Kind.SYMBOLIC_LINK;
            }
            if (attributes.isDirectory()) {
                return DirectoryEntry.Kind.DIRECTORY;
            }
            return attributes.isRegularFile() ? DirectoryEntry.Kind.FILE : DirectoryEntry.Kind.OTHER;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private record Open(FileChannel channel) implements SourceFile {

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
