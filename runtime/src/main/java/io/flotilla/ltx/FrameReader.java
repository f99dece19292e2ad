package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Reads page frames, packed either way, into one page that it uses again and again.
final class FrameReader {

    static final int HEADER_BYTES = 6;
    static final int BLOCK_FLAG = 1;

    private static final int V2_FLAGS = 0x0422;

    private final byte[] page;
    private final byte[] packed;
    private final ByteBuffer fields = ByteBuffer.allocate(HEADER_BYTES);
    private int number;
    private int flags;

    FrameReader(int pageSize) {
        page = new byte[pageSize];
        packed = new byte[Lz4.maxBlockBytes(pageSize)];
    }

    byte[] page() {
        return page;
    }

    /// How the frame that was read last is packed.
    FrameEncoding encoding() {
        return flags == BLOCK_FLAG ? FrameEncoding.BLOCK : FrameEncoding.LEGACY_FRAME;
    }

    /// Reads the start of a frame and gives its page number as stored, or 0 for the mark behind the last frame.
    int readNumber(ByteSource in, Crc64 checksum) throws IOException {
        long start = in.offset();
        in.readFully(fields.array(), 0, HEADER_BYTES, "page header");
        checksum.update(fields.array());
        number = fields.getInt(0);
        flags = Short.toUnsignedInt(fields.getShort(Integer.BYTES));
        if (number == 0 && flags != 0) {
            throw new LtxException("page number 0 with flags " + flags, start);
        }
        if (flags == V2_FLAGS) {
            throw new LtxException("LTX v2 (before the release of Litestream v0.5) is not supported", start);
        }
        if (flags > BLOCK_FLAG) {
            throw new LtxException(
                    "unknown flags 0x%x of page %s: damaged, or LTX v1 (LiteFS), which is not supported"
                            .formatted(flags, Integer.toUnsignedString(number)),
                    start);
        }
        return number;
    }

    /// Reads the rest of the frame whose number was read last.
    void readPage(ByteSource in, Crc64 checksum) throws IOException {
        long start = in.offset();
        try {
            int length = flags == BLOCK_FLAG ? readBlock(in, checksum) : LegacyFrame.read(in, packed, page);
            if (length != page.length) {
                throw new IllegalArgumentException("it holds " + length + " bytes instead of " + page.length);
            }
        } catch (IllegalArgumentException broken) {
            throw new LtxException("page " + number + " is broken: " + broken.getMessage(), start);
        }
        checksum.update(page);
    }

    private int readBlock(ByteSource in, Crc64 checksum) throws IOException {
        in.readFully(fields.array(), 0, Integer.BYTES, "page");
        checksum.update(fields.array(), 0, Integer.BYTES);
        int length = fields.getInt(0);
        if (length <= 0 || length > packed.length) {
            throw new IllegalArgumentException(
                    "block of " + Integer.toUnsignedString(length) + " bytes, but it has 1 to " + packed.length);
        }
        in.readFully(packed, 0, length, "page");
        return Lz4.decompress(packed, length, page, 0);
    }
}
