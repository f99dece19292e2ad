package io.flotilla.service.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory in which a demo or a benchmark does everything, and those who work in it.
///
/// A temporary one ends them and removes itself when it is closed or the JVM is asked to end, whichever
/// comes first; nothing of it remains. Safe for use by several threads.
public final class Workplace implements AutoCloseable {

    private static final int REMOVALS = 50;
    private static final long PAUSE_NANOS = 20_000_000;

    private final Path root;
    private final Afterwards afterwards;
    private final Thread hook = new Thread(this::end, "workplace end");
    private final Deque<AutoCloseable> workers = new ArrayDeque<>();

    private Workplace(Path root, Afterwards afterwards) {
        this.root = root;
        this.afterwards = afterwards;
    }

    /// A new directory among the temporary files, to be removed after the demo.
    public static Workplace temporary() throws IOException {
        return new Workplace(Files.createTempDirectory("flotilla-demo-").toRealPath(), Afterwards.REMOVE).guarded();
    }

    /// The same in another directory than that of the temporary files, for the benchmark.
    public static Workplace temporaryIn(Path directory) throws IOException {
        Path root = Files.createTempDirectory(directory, "flotilla-bench-");
        return new Workplace(root.toRealPath(), Afterwards.REMOVE).guarded();
    }

    /// A directory to look into afterwards, which closing leaves alone.
    ///
    /// @throws IOException if it has something in it already, or cannot be created
    public static Workplace in(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(directory + " is not empty; name a directory that is, or an absent one");
            }
        }
        return new Workplace(directory.toRealPath(), Afterwards.KEEP).guarded();
    }

    private Workplace guarded() {
        Runtime.getRuntime().addShutdownHook(hook);
        return this;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is ending, and the hook does what is to be done.
            return;
        }
        end();
    }

    /// Takes note of somebody who works here, to be closed before the directory goes. Closing twice must be
    /// harmless.
    public synchronized void add(AutoCloseable worker) {
        workers.push(worker);
    }

    private void end() {
        endWorkers();
        try {
            switch (afterwards) {
                case REMOVE -> removeStubbornly();
                case KEEP -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + root + "; remove it by hand", e);
        }
    }

    private synchronized void endWorkers() {
        while (!workers.isEmpty()) {
            try {
                workers.pop().close();
            } catch (Exception e) {
                // The others have to end as well; what cannot be ended shows when the directory is removed.
                System.getLogger(Workplace.class.getName()).log(System.Logger.Level.WARNING, "Not ended", e);
            }
        }
    }

    /// A thread that does not know yet that all is over may put one more file into a directory just
    /// emptied.
    private void removeStubbornly() throws IOException {
        for (int i = 1; i < REMOVALS; i++) {
            try {
                remove(root);
                return;
            } catch (DirectoryNotEmptyException _) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        remove(root);
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

    Path acknowledgements() {
        return root.resolve("acknowledgements");
    }

    Path references() {
        return root.resolve("reference");
    }

    Path restored() {
        return root.resolve("restored");
    }

    /// Removes a directory tree. A file that somebody else removes at the same time is no failure.
    public static void remove(Path directory) throws IOException {
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

    private enum Afterwards {
        REMOVE,
        KEEP
    }
}
