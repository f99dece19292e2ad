package io.flotilla.spi;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// A content that is in memory. Immutable, as long as nobody writes to the array.
public final class BytesPayload implements Payload {

    private final byte[] bytes;

    /// @param bytes not copied
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
