package io.flotilla.ltx;

import java.nio.ByteBuffer;

/// Packs pages into frames, one after the other in the same memory.
final class FrameWriter {

    private static final int BLOCK_HEADER_BYTES = FrameReader.HEADER_BYTES + Integer.BYTES;

    private final FrameEncoding encoding;
    private final byte[] frame;

    FrameWriter(int pageSize, FrameEncoding encoding) {
        this.encoding = encoding;
        frame = new byte[FrameReader.HEADER_BYTES + LegacyFrame.OVERHEAD + Lz4.maxBlockBytes(pageSize)];
    }

    /// The frame last made, from the start of the array.
    byte[] frame() {
        return frame;
    }

    /// Makes the frame of a page, adds what counts of it to the file's checksum, and gives the frame's length.
    int pack(int number, byte[] page, Crc64 checksum) {
        ByteBuffer fields = ByteBuffer.wrap(frame).putInt(number);
        int length = switch (encoding) {
            case BLOCK -> {
                int packed = Lz4.compress(page, frame, BLOCK_HEADER_BYTES);
                fields.putShort((short) FrameReader.BLOCK_FLAG).putInt(packed);
                yield BLOCK_HEADER_BYTES + packed;
            }
            case LEGACY_FRAME -> {
                fields.putShort((short) 0);
                yield LegacyFrame.write(page, frame, FrameReader.HEADER_BYTES);
            }
        };
        checksum.update(frame, 0, fields.position());
        checksum.update(page);
        return length;
    }
}
