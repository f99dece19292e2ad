package io.flotilla.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Tells how many bytes each read gave. For use by one thread at a time.
public final class CountedStream extends FilterInputStream {

    private final LongConsumer bytes;

    public CountedStream(InputStream in, LongConsumer bytes) {
        super(in);
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        bytes.accept(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        int read = super.read(into, offset, count);
        bytes.accept(Math.max(read, 0));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        bytes.accept(skipped);
        return skipped;
    }
}
