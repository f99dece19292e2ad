package io.flotilla.ltx;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// The bytes of an LTX file in order: buffered, counted, and cut off only with a clear text.
final class ByteSource implements Closeable {

    private static final int BUFFER_BYTES = 8192;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long bufferOffset;

    /// Bytes from the start of a file.
    ByteSource(InputStream in) {
        this.in = in;
    }

    /// Bytes from somewhere inside a file.
    ByteSource(byte[] part, long offset) {
        in = new ByteArrayInputStream(part);
        bufferOffset = offset;
    }

    /// Where in the file the next byte lies.
    long offset() {
        return bufferOffset + position;
    }

    boolean atEnd() throws IOException {
        return position == limit && !fill();
    }

    /// One byte, 0 to 255.
    int readByte(String part) throws IOException {
        if (atEnd()) {
            throw new LtxException("file ends inside the " + part, offset());
        }
        return Byte.toUnsignedInt(buffer[position++]);
    }

    /// Eight bytes, the highest first.
    long readLong(String part) throws IOException {
        long value = 0;
        for (int count = 0; count < Long.BYTES; count++) {
            value = value << Byte.SIZE | readByte(part);
        }
        return value;
    }

    void readFully(byte[] into, int from, int length, String part) throws IOException {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (atEnd()) {
                throw new LtxException("file ends inside the " + part, offset());
            }
            int count = Math.min(end - at, limit - position);
            System.arraycopy(buffer, position, into, at, count);
            position += count;
            at += count;
        }
    }

    private boolean fill() throws IOException {
        bufferOffset += limit;
        position = 0;
        limit = 0;
        int count = in.read(buffer, 0, buffer.length);
        if (count == 0) {
            throw new IOException("The source of an LTX file gives neither bytes nor its end");
        }
        limit = Math.max(count, 0);
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
