package io.flotilla.restore;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The pages of a database file that lies where a restore would put one. Pages that follow one another are
/// read together. For use by one thread.
final class LocalPages implements Closeable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long bufferOffset;

    private LocalPages(FileChannel channel) {
        this.channel = channel;
    }

    static LocalPages open(Path database) throws IOException {
        return new LocalPages(FileChannel.open(database, StandardOpenOption.READ));
    }

    /// The size of the file.
    long bytes() throws IOException {
        return channel.size();
    }

    /// The same in whole pages.
    int pages(int pageSize) throws IOException {
        return Math.toIntExact(bytes() / pageSize);
    }

    /// Fills the array with a page.
    ///
    /// @throws EOFException where the file ends before
    void read(int number, byte[] page) throws IOException {
        long offset = (number - 1L) * page.length;
        if (offset < bufferOffset || offset + page.length > bufferOffset + buffer.limit()) {
            fill(offset);
        }
        if (offset + page.length > bufferOffset + buffer.limit()) {
            throw new EOFException("The file was cut off while it was compared");
        }
        buffer.get(Math.toIntExact(offset - bufferOffset), page);
    }

    private void fill(long offset) throws IOException {
        buffer.clear();
        bufferOffset = offset;
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // Until it is full, or the file ends.
        }
        buffer.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
