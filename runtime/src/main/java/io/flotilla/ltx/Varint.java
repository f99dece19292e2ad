package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Unsigned numbers in base 128, the lowest seven bits first, the top bit of a byte telling that more follow.
final class Varint {

    /// What 64 bits need at most.
    static final int MAX_BYTES = 10;

    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final long LOW_BITS = MORE - 1;

    private Varint() {}

    static void write(ByteBuffer to, long value) {
        long rest = value;
        while ((rest & -MORE) != 0) {
            to.put((byte) (rest | MORE));
            rest >>>= BITS;
        }
        to.put((byte) rest);
    }

    /// Reads a number of at most 63 bits in its shortest form, the only one that writers make, and adds its bytes
    /// to a checksum.
    ///
    /// @throws LtxException when it is longer, larger or cut off
    static long read(ByteSource from, Crc64 checksum) throws IOException {
        long start = from.offset();
        long value = 0;
        for (int count = 0; count < MAX_BYTES - 1; count++) {
            int next = from.readByte("page index");
            checksum.update(next);
            value |= (next & LOW_BITS) << (BITS * count);
            if (next < MORE) {
                if (next == 0 && count > 0) {
                    throw new LtxException("page index holds a number with superfluous zeros", start);
                }
                return value;
            }
        }
        throw new LtxException("page index holds a number of more than 63 bits", start);
    }
}
