package io.flotilla.plugins.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// The directory in which one running target writes files before they get their names:
/// `ROOT/.flotilla-tmp/<random>/`.
///
/// A killed process leaves its workbench behind. The next one sweeps it: each holds the lock of a file named
/// `lock` in its workbench, which the kernel takes back when the process ends, whatever way it ends, and on
/// whichever host. Where there is no such lock (see [Kernel]), nothing is swept. Safe for use by several
/// threads.
final class Workbench implements AutoCloseable {

    private static final String FOLDER = ".flotilla-tmp";
    private static final String LOCK = "lock";

    private final Path directory;
    private final Optional<Kernel.Descriptor> lock;
    private final AtomicLong files = new AtomicLong();

    private Workbench(Path directory, Optional<Kernel.Descriptor> lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /// Makes a workbench of its own below the root, and the root itself where only that is missing, and sweeps
    /// those that nobody uses any more.
    static Workbench open(Path root, Optional<Kernel> kernel) throws IOException {
        createRoot(root);
        Path folder = root.resolve(FOLDER);
        createDirectory(folder);
        Workbench bench = create(folder, kernel);
        try {
            if (kernel.isPresent()) {
                sweep(folder, bench.directory, kernel.get());
            }
            return bench;
        } catch (IOException failed) {
            giveUp(bench, failed);
            throw failed;
        }
    }

    private static void giveUp(Workbench bench, IOException cause) {
        try {
            bench.close();
        } catch (IOException left) {
            cause.addSuppressed(left);
        }
    }

    /// A name that no file has yet.
    Path newFile() {
        return directory.resolve(Long.toString(files.incrementAndGet()));
    }

    /// Whether nobody took it away.
    boolean isThere() {
        return Files.isDirectory(directory, NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            clearAndClose(directory, lock.get());
        } else {
            clear(directory);
        }
    }

    private static void createRoot(Path root) throws IOException {
        if (Files.isDirectory(root)) {
            return;
        }
        try {
            createDirectory(root);
        } catch (NoSuchFileException noParent) {
            throw new TargetException.Refused(
                    root.getParent() + " does not exist: create it, or correct the target's URL", noParent);
        }
        try (FileChannel parent = FileChannel.open(root.resolve(".."), StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
                throw new TargetException.Refused(directory + " is not a directory: move it away", there);
            }
        }
    }

    /// Between its creation and its lock a workbench looks abandoned, so it may be swept: then there is a next
    /// one.
    private static Workbench create(Path folder, Optional<Kernel> kernel) throws IOException {
        while (true) {
            Path directory = folder.resolve(UUID.randomUUID().toString());
            Files.createDirectory(directory);
            if (kernel.isEmpty()) {
                return new Workbench(directory, Optional.empty());
            }
            Optional<Kernel.Descriptor> lock = tryLock(directory, kernel.get());
            if (lock.isPresent()) {
                return new Workbench(directory, lock);
            }
        }
    }

    /// The lock of a workbench that nobody else has, absent where somebody has it or where it is gone.
    private static Optional<Kernel.Descriptor> tryLock(Path directory, Kernel kernel) throws IOException {
        Path file = directory.resolve(LOCK);
        try {
            createFile(file);
        } catch (NoSuchFileException swept) {
            return Optional.empty();
        }
        Kernel.Descriptor lock;
        try {
            lock = kernel.openToLock(file);
        } catch (IOException swept) {
            if (Files.exists(file)) {
                throw swept;
            }
            return Optional.empty();
        }
        boolean isOurs = false;
        try {
            isOurs = lock.lock() && Files.exists(file);
            return isOurs ? Optional.of(lock) : Optional.empty();
        } finally {
            if (!isOurs) {
                lock.close();
            }
        }
    }

    private static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            // Another sweeper or a predecessor made it.
        }
    }

    private static void sweep(Path folder, Path own, Kernel kernel) throws IOException {
        try (DirectoryStream<Path> benches = Files.newDirectoryStream(folder)) {
            for (Path bench : benches) {
                if (!bench.equals(own) && Files.isDirectory(bench, NOFOLLOW_LINKS)) {
                    sweep(bench, kernel);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
    }

    private static void sweep(Path bench, Kernel kernel) {
        try {
            Optional<Kernel.Descriptor> lock = tryLock(bench, kernel);
            if (lock.isPresent()) {
                clearAndClose(bench, lock.get());
            }
        } catch (IOException busy) {
            // Another process sweeps it at the same time, or it is not ours: it is in nobody's way.
        }
    }

    private static void clearAndClose(Path bench, Kernel.Descriptor lock) throws IOException {
        try {
            clear(bench);
        } finally {
            lock.close();
        }
    }

    /// Removes a workbench with all its files, the lock's last.
    private static void clear(Path bench) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(bench, file -> !file.endsWith(LOCK))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException gone) {
            return;
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        Files.deleteIfExists(bench.resolve(LOCK));
        Files.deleteIfExists(bench);
    }
}
