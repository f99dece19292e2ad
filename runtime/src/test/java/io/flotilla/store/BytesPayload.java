package io.flotilla.store;

import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// Bytes on the heap.
public record BytesPayload(byte[] bytes) implements Payload {

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
