package io.flotilla.capture;

import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// Where captured files wait for their upload, and pages of an image for the others: in memory while they are small,
/// in a scratch file of the state directory otherwise. All scratch files together stay within a budget. Safe for use by
/// several threads.
public final class Scratch {

    /// What is kept in memory at the most, for one file.
    static final int MEMORY_BYTES = 1024 * 1024;

    private static final String PREFIX = "capture-";

    private final Path directory;
    private final long budgetBytes;
    private final AtomicLong used = new AtomicLong();

    private Scratch(Path directory, long budgetBytes) {
        this.directory = directory;
        this.budgetBytes = budgetBytes;
    }

    /// Scratch space in a directory that belongs to this process alone. Leftovers of an earlier one are
    /// removed.
    public static Scratch open(Path directory, long budgetBytes) throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        return new Scratch(directory, budgetBytes);
    }

    /// How large all scratch files are together.
    public long usedBytes() {
        return used.get();
    }

    /// Content that is being written.
    public Writing begin() {
        return new Writing();
    }

    /// Takes a part of the budget.
    ///
    /// @throws UnsettledException where too little of it is left
    void reserve(long bytes) throws UnsettledException {
        if (used.addAndGet(bytes) > budgetBytes) {
            used.addAndGet(-bytes);
            throw new UnsettledException(
                    new Why(ReasonCode.SCRATCH_FULL, "the scratch space of " + budgetBytes + " bytes is used up"));
        }
    }

    /// Gives a part of the budget back.
    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    /// A file to write and read at any offset, which is gone when it is closed. Its bytes are reserved by the caller.
    FileChannel createFile() throws IOException {
        Path file = Files.createTempFile(directory, PREFIX, ".pages");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// What was written. Closing it gives the memory or the file back.
    public interface Content extends Payload, AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /// Writes to memory first, and moves to a file when that is not enough.
    public final class Writing extends OutputStream {

        private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
        private OutputStream out = memory;
        private Path file = directory;
        private long size;
        private long reserved;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (out == memory && size + length > MEMORY_BYTES) {
                moveToFile();
            }
            if (out != memory) {
                reserve(length);
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException full) {
                throw named(full);
            }
            size += length;
        }

        private void moveToFile() throws IOException {
            reserve(size);
            file = Files.createTempFile(directory, PREFIX, ".ltx");
            out = Files.newOutputStream(file);
            try {
                memory.writeTo(out);
            } catch (IOException full) {
                throw named(full);
            }
            memory.reset();
        }

        /// A write names no file, and the caller would take it for the database's.
        private IOException named(IOException failure) {
            var named = new FileSystemException(
                    directory.toString(), null, failure.getMessage() + ", make room for scratch files");
            named.initCause(failure);
            return named;
        }

        private void reserve(long bytes) throws UnsettledException {
            Scratch.this.reserve(bytes);
            reserved += bytes;
        }

        /// Ends the writing.
        public Content content() throws IOException {
            out.close();
            return out == memory ? new InMemory(memory.toByteArray()) : new InFile(file, size);
        }

        /// Gives up what was written.
        public void discard() throws IOException {
            release(reserved);
            try {
                out.close();
            } finally {
                if (!file.equals(directory)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record InMemory(byte[] bytes) implements Content {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public void close() {
            // The garbage collector takes it.
        }
    }

    private final class InFile implements Content {

        private final Path file;
        private final long size;

        InFile(Path file, long size) {
            this.file = file;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void close() throws IOException {
            if (Files.deleteIfExists(file)) {
                release(size);
            }
        }
    }
}
