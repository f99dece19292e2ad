package io.flotilla.plugins.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Where the objects of a target lie below its root, which no symbolic link below the root can change.
///
/// The root itself may be reached through symbolic links; whoever configured it chose them.
record ObjectTree(Path root) {

    /// The file of an object, or the directory of all objects below a key.
    Path path(ObjectKey key) {
        Path path = root;
        for (byte[] segment : segments(key)) {
            for (byte[] name : SegmentNames.onDisk(segment)) {
                path = path.resolve(RawNames.name(name));
            }
        }
        return path;
    }

    /// What is at a path below the root; absent where it or a directory on the way is not there.
    ///
    /// @throws TargetException.Refused where a symbolic link is on the way or at its end
    Optional<BasicFileAttributes> look(Path path) throws IOException {
        Optional<BasicFileAttributes> found = status(root);
        if (path.equals(root)) {
            return found;
        }
        Path at = root;
        for (Path name : root.relativize(path)) {
            if (found.isEmpty() || !found.get().isDirectory()) {
                return Optional.empty();
            }
            at = at.resolve(name);
            found = status(at);
            refuseLink(at, found);
        }
        return found;
    }

    /// Makes sure that a directory below the root is there, and gives it and all directories on the way to it.
    ///
    /// @throws TargetException.Refused where something else is in the way
    List<Path> ensureDirectory(Path directory) throws IOException {
        List<Path> way = new ArrayList<>(List.of(root));
        if (!directory.equals(root)) {
            for (Path name : root.relativize(directory)) {
                Path next = way.getLast().resolve(name);
                ensure(next);
                way.add(next);
            }
        }
        return way;
    }

    /// Tells of each segment in a directory and its path, in no particular order. Where the directory is not
    /// there (any more), there is none.
    void children(Path directory, BiConsumer<byte[], Path> child) throws IOException {
        children(directory, new byte[0], child);
    }

    /// The directory that holds the file of an object.
    static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "an object lies below the root");
    }

    /// What is at a path, without following it; absent where nothing is.
    static Optional<BasicFileAttributes> status(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static void children(Path directory, byte[] parts, BiConsumer<byte[], Path> child) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                byte[] name = RawNames.bytes(entry.getFileName());
                SegmentNames.segment(parts, name).ifPresent(segment -> child.accept(segment, entry));
                Optional<byte[]> more = SegmentNames.goesOn(parts, name);
                if (more.isPresent()
                        && status(entry)
                                .filter(BasicFileAttributes::isDirectory)
                                .isPresent()) {
                    children(entry, more.get(), child);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // Removed meanwhile: no children.
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }

    private static void ensure(Path directory) throws IOException {
        if (Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException there) {
            refuseObstacle(directory);
        }
    }

    private static void refuseObstacle(Path directory) throws IOException {
        Optional<BasicFileAttributes> found = status(directory);
        refuseLink(directory, found);
        if (found.isPresent() && !found.get().isDirectory()) {
            throw new TargetException.Refused(
                    directory + " is a file, where a directory is needed: move it away, or choose another target");
        }
    }

    private static void refuseLink(Path path, Optional<BasicFileAttributes> found) throws TargetException {
        if (found.isPresent() && found.get().isSymbolicLink()) {
            throw new TargetException.Refused(
                    path + " is a symbolic link, which a target does not follow: replace it by what it points to");
        }
    }

    private static List<byte[]> segments(ObjectKey key) {
        List<byte[]> segments = new ArrayList<>();
        byte[] bytes = key.bytes();
        int start = 0;
        for (int end = 0; end <= bytes.length && bytes.length > 0; end++) {
            if (end == bytes.length || bytes[end] == '/') {
                segments.add(Arrays.copyOfRange(bytes, start, end));
                start = end + 1;
            }
        }
        return segments;
    }
}
