package io.flotilla.disk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A file that a [DescriptorKeeper] has opened. For use by one thread at a time.
final class KeptFile implements SourceFile, LockableFile {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final DescriptorKeeper keeper;
    private final Path path;
    private final int descriptor;
    private boolean closed;

    KeptFile(DescriptorKeeper keeper, Path path, int descriptor) {
        this.keeper = keeper;
        this.path = path;
        this.descriptor = descriptor;
    }

    @Override
    public long size() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return NativePath.checked(path, "size", new Libc(arena).size(openDescriptor()));
        }
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var libc = new Libc(arena);
            MemorySegment buffer = arena.allocate(Math.min(BUFFER_BYTES, into.remaining()));
            int total = 0;
            while (into.hasRemaining()) {
                long bytes = Math.min(buffer.byteSize(), into.remaining());
                long count = NativePath.checked(
                        path, "read", libc.read(openDescriptor(), buffer.address(), bytes, offset + total));
                if (count == 0) {
                    break;
                }
                into.put(buffer.asSlice(0, count).asByteBuffer());
                total += Math.toIntExact(count);
            }
            return total;
        }
    }

    @Override
    public long ask(LockCall call) throws IOException {
        return NativePath.checked(path, "lock", call.runHere(openDescriptor()));
    }

    private int openDescriptor() throws IOException {
        if (closed) {
            throw new FileSystemException(path.toString(), null, "closed");
        }
        return descriptor;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (path.toString().endsWith("-wal")) {
            keeper.closeNow(descriptor);
        } else {
            keeper.close(descriptor);
        }
    }
}
