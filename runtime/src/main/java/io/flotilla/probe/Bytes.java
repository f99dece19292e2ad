package io.flotilla.probe;

import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.random.RandomGenerator;

/// A content in memory.
final class Bytes implements Payload {

    private final byte[] bytes;

    Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// One that nobody has put before.
    static Bytes random(RandomGenerator random, int size) {
        var bytes = new byte[size];
        random.nextBytes(bytes);
        return new Bytes(bytes);
    }

    byte[] array() {
        return bytes;
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
