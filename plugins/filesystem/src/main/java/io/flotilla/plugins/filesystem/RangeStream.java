package io.flotilla.plugins.filesystem;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/// Reads a part of a file, of which it knows from the start where it ends. For use by one thread at a time.
final class RangeStream extends InputStream {

    private final Path path;
    private final FileChannel file;
    private final long end;
    private long offset;

    private RangeStream(Path path, FileChannel file, long offset, long end) {
        this.path = path;
        this.file = file;
        this.offset = offset;
        this.end = end;
    }

    /// Opens a file to read a range of it. The caller closes the stream.
    static RangeStream open(Path path, ByteRange range) throws IOException {
        FileChannel file = FileChannel.open(path, READ, NOFOLLOW_LINKS);
        try {
            long size = file.size();
            long offset = Math.min(range.offset(), size);
            return new RangeStream(path, file, offset, offset + Math.min(range.length(), size - offset));
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (offset == end) {
            return -1;
        }
        int wanted = Math.toIntExact(Math.min(length, end - offset));
        int count = readChannel(ByteBuffer.wrap(into, from, wanted));
        if (count < 0) {
            throw new TargetException.Unavailable(
                    path + " was cut short while it was read: at " + offset + " instead of " + end);
        }
        offset += count;
        return count;
    }

    @Override
    public int available() {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, end - offset));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private int readChannel(ByteBuffer into) throws IOException {
        try {
            return file.read(into, offset);
        } catch (IOException failed) {
            throw Failures.of(failed, path);
        }
    }
}
