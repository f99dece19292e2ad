package io.flotilla.service.cli;

import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The directory that gets all databases of a restore, each at its own path, and a workbench in it where
/// they are made. Safe for use by several threads.
///
/// Databases come in the order of their keys, so directories that were seen lately are those that are needed
/// next.
final class OutputTree {

    static final String WORKBENCH = ".flotilla-restore.tmp";

    private static final int REMEMBERED = 4096;

    private final Path root;
    private final Path workbench;
    private final AtomicLong made = new AtomicLong();
    private final Set<Path> known = new HashSet<>();

    /// @param root absolute; nothing is made yet
    OutputTree(Path root) {
        this.root = root;
        this.workbench = root.resolve(WORKBENCH);
    }

    Path root() {
        return root;
    }

    /// Makes the directory, each new one durable in its parent.
    void create() throws IOException {
        Path parent = root.getParent();
        if (parent == null || Files.isDirectory(root)) {
            return;
        }
        new OutputTree(parent).create();
        createDirectories(root);
        force(parent);
    }

    /// Makes the workbench, and removes what a killed restore left on it. Whoever calls it holds the lock of
    /// the directory.
    void openWorkbench() throws IOException {
        closeWorkbench();
        Files.createDirectory(workbench);
    }

    void closeWorkbench() throws IOException {
        if (!Files.isDirectory(workbench)) {
            return;
        }
        try (var left = Files.newDirectoryStream(workbench)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Files.delete(workbench);
    }

    /// A name on the workbench that nothing has.
    Path unused() {
        return workbench.resolve(made.incrementAndGet() + ".db");
    }

    /// Where the database of a replica belongs. A key is bytes, and so is a path: names that are no text
    /// come back as they were.
    Path place(ObjectKey replica) {
        var path = new ByteArrayOutputStream();
        path.writeBytes(PathBytes.of(root));
        path.write('/');
        path.writeBytes(replica.bytes());
        return PathBytes.toPath(path.toByteArray());
    }

    /// Makes the directory of a place, and tells whether it is on the file system of the workbench. Nothing
    /// is made durable.
    boolean prepare(Path place) throws IOException {
        Path directory = directoryOf(place);
        synchronized (known) {
            if (known.contains(directory)) {
                return true;
            }
        }
        createDirectories(directory);
        boolean isNear = device(directory).equals(device(root));
        synchronized (known) {
            if (known.size() == REMEMBERED) {
                known.clear();
            }
            if (isNear) {
                known.add(directory);
            }
        }
        return isNear;
    }

    /// Makes the directories durable that lead to a place, from the output directory on.
    void sync(Path place) throws IOException {
        for (Path at = directoryOf(place); at.startsWith(root); at = directoryOf(at)) {
            force(at);
        }
    }

    private static Path directoryOf(Path place) {
        return Objects.requireNonNull(place.getParent(), "a database lies below the root");
    }

    private static Object device(Path directory) throws IOException {
        return Files.getAttribute(directory, "unix:dev");
    }

    private static void createDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || Files.isDirectory(directory)) {
            return;
        }
        createDirectories(parent);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException other) {
            if (!Files.isDirectory(directory)) {
                throw other;
            }
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory)) {
            channel.force(true);
        }
    }
}
