package io.flotilla.plugins.contract;

import io.flotilla.spi.TargetException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream that gives so many bytes of another one, and then breaks off if there are more.
final class CutStream extends FilterInputStream {

    private final Runnable onCut;
    private long left;

    CutStream(InputStream stream, long bytes, Runnable onCut) {
        super(stream);
        this.left = bytes;
        this.onCut = onCut;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return breakOff();
        }
        int count = super.read(into, offset, Math.toIntExact(Math.min(length, left)));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(Math.min(bytes, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return Math.toIntExact(Math.min(super.available(), left));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int breakOff() throws IOException {
        if (super.read() < 0) {
            return -1;
        }
        onCut.run();
        throw new TargetException.Unavailable("The connection broke off while reading, as ordered");
    }
}
