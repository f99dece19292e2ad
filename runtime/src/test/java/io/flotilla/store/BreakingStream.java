package io.flotilla.store;

import io.flotilla.spi.TargetException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Breaks after so many bytes.
public final class BreakingStream extends FilterInputStream {

    private int left;

    public BreakingStream(InputStream in, int bytes) {
        super(in);
        left = bytes;
    }

    @Override
    public int read() {
        throw new AssertionError("Nobody reads single bytes here");
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (left == 0) {
            throw new TargetException.Unavailable("connection dropped");
        }
        int read = super.read(into, offset, Math.min(count, left));
        left -= Math.max(read, 0);
        return read;
    }
}
