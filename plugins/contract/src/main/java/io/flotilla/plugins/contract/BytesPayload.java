package io.flotilla.plugins.contract;

import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// A payload that is in memory. Immutable, as long as nobody writes to the array.
public final class BytesPayload implements Payload {

    private final byte[] bytes;

    public BytesPayload(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
