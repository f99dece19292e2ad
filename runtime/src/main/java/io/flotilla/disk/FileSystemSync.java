package io.flotilla.disk;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/// Makes everything that was written to one file system durable, with one call for thousands of files.
///
/// It writes other people's data as well, but once. An error of the disk is reported by the next call,
/// whichever file it was: so after an error nothing that was written since the call before counts as
/// durable. The call keeps a virtual thread on its carrier. Safe for use by several threads.
public final class FileSystemSync implements Closeable {

    private final Path directory;
    private final Arena arena;
    private final Libc libc;
    private final int descriptor;
    private boolean open = true;

    private FileSystemSync(Path directory, Arena arena, Libc libc, int descriptor) {
        this.directory = directory;
        this.arena = arena;
        this.libc = libc;
        this.descriptor = descriptor;
    }

    /// For the file system of a directory, where the kernel reports errors of such calls: Linux 5.8 or
    /// later. The caller closes it.
    public static Optional<FileSystemSync> open(Path directory) throws IOException {
        return reportsErrors(System.getProperty("os.version", "")) ? Optional.of(opened(directory)) : Optional.empty();
    }

    private static FileSystemSync opened(Path directory) throws IOException {
        Arena arena = Arena.ofShared();
        try {
            var libc = new Libc(arena);
            NativePath path = NativePath.of(directory, arena);
            int descriptor = Math.toIntExact(path.checked("open", libc.open(path.address())));
            return new FileSystemSync(directory, arena, libc, descriptor);
        } catch (IOException failure) {
            arena.close();
            throw failure;
        }
    }

    static boolean reportsErrors(String version) {
        String[] numbers = version.split("\\D+", 3);
        if (numbers.length < 2 || numbers[0].isEmpty() || numbers[1].isEmpty()) {
            return false;
        }
        int major = Integer.parseInt(numbers[0]);
        return major > 5 || (major == 5 && Integer.parseInt(numbers[1]) >= 8);
    }

    /// Returns when all is on the disk.
    ///
    /// @throws IOException where writing failed since the last call
    public synchronized void sync() throws IOException {
        if (!open) {
            throw new IOException("The sync of '" + directory + "' is closed");
        }
        long _ = NativePath.checked(directory, "syncfs", libc.syncFileSystem(descriptor));
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            int _ = libc.close(descriptor);
            arena.close();
        }
    }
}
