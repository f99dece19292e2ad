package io.flotilla.ltx;

import java.nio.ByteBuffer;

/// The checksum of a whole database: its pages' checksums, each over number and content, joined by XOR. For use by
/// one thread at a time.
public final class DatabaseChecksum {

    private long value = LtxTrailer.CHECKSUM_BIT;

    /// Adds a page, in any order; never the lock page.
    public void add(int number, byte[] page) {
        var checksum = new Crc64();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        checksum.update(page);
        value = LtxTrailer.CHECKSUM_BIT | (value ^ checksum.value());
    }

    /// As a file's trailer gives it: bit 63 is always set.
    public long value() {
        return value;
    }
}
