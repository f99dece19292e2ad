package io.flotilla.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a state directory for one process, by a lock of the operating system on the file `lock` in it. The
/// lock ends with the process, however that ends.
final class StateLock implements AutoCloseable {

    /// The locks of a process on a file end when it closes *any* descriptor of that file. So a second opening
    /// within this process is refused before it opens the file.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private StateLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static StateLock take(Path stateDirectory) throws IOException {
        Path file = stateDirectory.toRealPath().resolve("lock");
        if (!HELD.add(file)) {
            throw inUse(stateDirectory, "this process");
        }
        StateLock lock = null;
        try {
            lock = take(stateDirectory, file);
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CatalogException("The lock " + file + " could not be released: " + e.getMessage(), e);
        } finally {
            HELD.remove(file);
        }
    }

    private static StateLock take(Path stateDirectory, Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(stateDirectory, "process " + readHolder(channel));
            }
            writeHolder(channel);
            return new StateLock(file, channel);
        } catch (OverlappingFileLockException e) {
            // Another class loader of this process has the lock. Closing our channel would end it.
            throw inUse(stateDirectory, "this process");
        } catch (IOException | CatalogException e) {
            channel.close();
            throw e;
        }
    }

    private static CatalogException inUse(Path stateDirectory, String holder) {
        return new CatalogException("The state directory " + stateDirectory + " is in use by " + holder
                + ". Stop it, or choose another state directory");
    }

    private static void writeHolder(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)), 0);
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(20);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }
}
