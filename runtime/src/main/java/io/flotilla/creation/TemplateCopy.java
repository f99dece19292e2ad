package io.flotilla.creation;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// A copy of the template without a name, on the file system of the new files: what happens to the template meanwhile
/// does not matter. It is gone when it is closed or the process ends.
///
/// Safe for use by several threads, except [#close()].
final class TemplateCopy implements AutoCloseable {

    /// Up to so many bytes are kept in memory: one call writes them.
    private static final int IN_MEMORY = 1 << 20;

    private final Arena arena;
    private final int descriptor;
    private final MemorySegment start;
    private final long bytes;
    private final boolean isShareable;

    private TemplateCopy(Arena arena, int descriptor, MemorySegment start, long bytes, boolean isShareable) {
        this.arena = arena;
        this.descriptor = descriptor;
        this.start = start;
        this.bytes = bytes;
        this.isShareable = isShareable;
    }

    /// Copies the template.
    ///
    /// @throws IllegalArgumentException where it is not the whole of one database
    static TemplateCopy make(Path file, Root root) throws IOException {
        var template = new DatabaseTemplate(file);
        DatabaseTemplate.Look before = template.look();
        Arena arena = Arena.ofShared();
        try {
            TemplateCopy copy = fill(file, root, arena);
            if (!template.look().equals(before) || copy.bytes != before.bytes()) {
                copy.closeDescriptor();
                throw new IllegalArgumentException(
                        "The template " + file + " was written while it was read: take one that nobody writes");
            }
            return copy;
        } catch (IOException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    private static TemplateCopy fill(Path file, Root root, Arena arena) throws IOException {
        var calls = new Calls(arena);
        int descriptor = root.openUnnamed(calls);
        try {
            MemorySegment buffer = arena.allocate(IN_MEMORY);
            long copied = copy(file, descriptor, buffer, calls);
            return new TemplateCopy(arena, descriptor, buffer, copied, isShareable(descriptor, root, calls));
        } catch (IOException | RuntimeException failure) {
            int _ = calls.close(descriptor);
            throw failure;
        }
    }

    private static long copy(Path file, int descriptor, MemorySegment buffer, Calls calls) throws IOException {
        long copied = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            while (copied < size) {
                int most = Math.toIntExact(Math.min(IN_MEMORY, size - copied));
                int read = channel.read(buffer.asByteBuffer().limit(most), copied);
                if (read < 0) {
                    throw new EOFException(file + " became shorter while it was read");
                }
                writeFully(calls, descriptor, buffer.asSlice(0, read), file.toString());
                copied += read;
            }
        }
        return copied;
    }

    private static boolean isShareable(int descriptor, Root root, Calls calls) throws IOException {
        int other = root.openUnnamed(calls);
        boolean isShared = calls.share(descriptor, other) == 0;
        int _ = calls.close(other);
        return isShared;
    }

    /// Gives a new, empty file the content.
    void fill(Calls calls, int file, MemorySegment offset, String name) throws IOException {
        if (isShareable) {
            int _ = Errno.checked(name, "FICLONE", calls.share(descriptor, file));
        } else if (bytes <= IN_MEMORY) {
            writeFully(calls, file, start.asSlice(0, bytes), name);
        } else {
            copyFully(calls, file, offset, name);
        }
    }

    private static void writeFully(Calls calls, int file, MemorySegment content, String name) throws IOException {
        long written = 0;
        while (written < content.byteSize()) {
            written += Errno.checked(name, "write", calls.write(file, content.asSlice(written)));
        }
    }

    private void copyFully(Calls calls, int file, MemorySegment offset, String name) throws IOException {
        long left = bytes;
        offset.set(JAVA_LONG, 0, 0);
        while (left > 0) {
            int copied = Errno.checked(
                    name, "copy_file_range", calls.copy(descriptor, offset, file, Math.min(left, 1 << 30)));
            if (copied == 0) {
                throw new EOFException("The copy of the template ends " + left + " bytes too early for " + name);
            }
            left -= copied;
        }
    }

    long bytes() {
        return bytes;
    }

    boolean isShareable() {
        return isShareable;
    }

    private void closeDescriptor() {
        int _ = new Calls(arena).close(descriptor);
    }

    @Override
    public void close() {
        closeDescriptor();
        arena.close();
    }
}
