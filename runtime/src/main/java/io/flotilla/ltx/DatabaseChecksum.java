package io.flotilla.ltx;

import java.nio.ByteBuffer;

/// The checksum of a whole database: its pages' checksums, each over number and content, joined by XOR.
final class DatabaseChecksum {

    private long value = LtxTrailer.CHECKSUM_BIT;

    void add(int number, byte[] page) {
        var checksum = new Crc64();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        checksum.update(page);
        value = LtxTrailer.CHECKSUM_BIT | (value ^ checksum.value());
    }

    long value() {
        return value;
    }
}
