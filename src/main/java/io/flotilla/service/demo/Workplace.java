package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory in which a demo does everything; nothing of it remains, however the demo ends, unless it
/// was asked for.
public final class Workplace {

    private final Path root;

    private Workplace(Path root) {
        this.root = root;
    }

    /// A new directory among the temporary files, to be removed after the demo.
    public static Workplace temporary() throws IOException {
        return new Workplace(Files.createTempDirectory("flotilla-demo-").toRealPath());
    }

    /// A directory to look into afterwards.
    ///
    /// @throws IOException if it has something in it already, or cannot be created
    public static Workplace in(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(directory + " is not empty; name a directory that is, or an absent one");
            }
        }
        return new Workplace(directory.toRealPath());
    }

    public Path root() {
        return root;
    }

    Path source() {
        return root.resolve("project");
    }

    Path target() {
        return root.resolve("replica");
    }

    Path writers() {
        return root.resolve("writers");
    }

    Path references() {
        return root.resolve("reference");
    }

    Path restored() {
        return root.resolve("restored");
    }

    /// Removes the directory with all that is in it; whoever writes there has been ended.
    public void remove() {
        try {
            remove(root);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + root, e);
        }
    }

    /// Removes a directory tree. A file that somebody else removes at the same time is no failure.
    static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
