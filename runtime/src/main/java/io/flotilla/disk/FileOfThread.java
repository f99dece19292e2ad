package io.flotilla.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A file that is open on a [DescriptorThread]. For use by one thread at a time.
final class FileOfThread implements SourceFile, LockableFile {

    private final DescriptorThread thread;
    private final Path path;
    private final int descriptor;
    private boolean closed;

    FileOfThread(DescriptorThread thread, Path path, int descriptor) {
        this.thread = thread;
        this.path = path;
        this.descriptor = descriptor;
    }

    @Override
    public long size() throws IOException {
        return NativePath.checked(path, "size", thread.size(openDescriptor()));
    }

    @Override
    public int read(ByteBuffer into, long offset) throws IOException {
        int total = 0;
        while (into.hasRemaining()) {
            long count = NativePath.checked(path, "read", thread.read(openDescriptor(), into, offset + total));
            if (count == 0) {
                break;
            }
            total += Math.toIntExact(count);
        }
        return total;
    }

    @Override
    public long ask(LockCall call) throws IOException {
        return NativePath.checked(path, "lock", thread.lock(openDescriptor(), call));
    }

    /// The number may mean another file once this one is closed.
    private int openDescriptor() throws IOException {
        if (closed) {
            throw new FileSystemException(path.toString(), null, "closed");
        }
        return descriptor;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            thread.close(descriptor);
        }
    }
}
