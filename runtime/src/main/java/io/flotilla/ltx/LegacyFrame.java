package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The LZ4 frame that holds one page in files of Litestream v0.5.0 to v0.5.15: independent blocks of at most 64 KiB,
/// no checksum of a block, no content size, a checksum of the content.
final class LegacyFrame {

    /// Bytes around the content when it is a single block.
    static final int OVERHEAD = 7 + 3 * Integer.BYTES;

    /// Magic, descriptor (FLG 64, BD 40) and the descriptor's checksum: the same in every file.
    private static final byte[] START = {0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, (byte) 0xa7};

    private static final int STORED = 1 << 31;

    private LegacyFrame() {}

    /// Reads one frame and gives how many bytes of the page it filled. `packed` is scratch for one block.
    ///
    /// @throws IllegalArgumentException when the frame is broken or holds more than a page
    static int read(ByteSource in, byte[] packed, byte[] page) throws IOException {
        byte[] start = new byte[START.length];
        in.readFully(start, 0, start.length, "page");
        if (!Arrays.equals(start, START)) {
            throw new IllegalArgumentException("it does not begin like an LZ4 frame of a page");
        }
        int filled = 0;
        for (int word = readWord(in); word != 0; word = readWord(in)) {
            int count = readBlock(in, word, packed, page, filled);
            if (count == 0) {
                throw new IllegalArgumentException("it has an empty block");
            }
            filled += count;
        }
        int hash = readWord(in);
        if (filled == page.length && hash != Lz4.hash(page)) {
            throw new IllegalArgumentException("the checksum of its LZ4 frame differs");
        }
        return filled;
    }

    private static int readBlock(ByteSource in, int word, byte[] packed, byte[] page, int filled) throws IOException {
        int length = word & ~STORED;
        boolean stored = length != word;
        int limit = stored ? page.length - filled : packed.length;
        if (length > limit) {
            throw new IllegalArgumentException("block of " + length + " bytes where " + limit + " can be");
        }
        if (stored) {
            in.readFully(page, filled, length, "page");
            return length;
        }
        in.readFully(packed, 0, length, "page");
        return Lz4.decompress(packed, length, page, filled);
    }

    private static int readWord(ByteSource in) throws IOException {
        int word = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            word |= in.readByte("page") << shift;
        }
        return word;
    }

    /// Writes the frame of a page at `from` and gives where it ends. What LZ4 cannot shrink is stored as it is.
    static int write(byte[] page, byte[] into, int from) {
        int block = from + START.length + Integer.BYTES;
        int length = Lz4.compress(page, into, block);
        boolean stored = length >= page.length;
        if (stored) {
            length = page.length;
            System.arraycopy(page, 0, into, block, length);
        }
        ByteBuffer frame = ByteBuffer.wrap(into).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(from, START).putInt(from + START.length, stored ? length | STORED : length);
        frame.putInt(block + length, 0).putInt(block + length + Integer.BYTES, Lz4.hash(page));
        return block + length + 2 * Integer.BYTES;
    }
}
