package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The two ends of an LTX file: what it says of its pages, without one of them. Immutable.
///
/// The checksum of a file runs over its pages as they are unpacked, so whoever has pages can tell by these
/// ends whether they are the ones in the file. Memory: the page index, twice.
public final class LtxOutline {

    /// How many of a file's first bytes are needed: the header, and how the first frame is packed.
    public static final int START_BYTES = LtxHeader.BYTES + FrameReader.HEADER_BYTES;

    private static final int FLAGS_OFFSET = LtxHeader.BYTES + Integer.BYTES;

    private final byte[] start;
    private final byte[] end;
    private final LtxHeader header;
    private final PageIndex index;

    /// Pages that may be those of a file.
    @FunctionalInterface
    public interface Pages {

        /// Fills the array with a page. Pages are asked for in ascending order, each once.
        void read(int number, byte[] into) throws IOException;
    }

    private LtxOutline(byte[] start, byte[] end, LtxHeader header, PageIndex index) {
        this.start = start;
        this.end = end;
        this.header = header;
        this.index = index;
    }

    /// Reads the ends; positions and limits are left alone.
    ///
    /// @param start the first bytes of the file, at least [#START_BYTES]
    /// @param tail its last bytes, at least [PageIndex#bytesNeeded]
    /// @throws LtxException when they break the format or do not fit the file
    public static LtxOutline read(ByteBuffer start, ByteBuffer tail, long fileBytes) throws LtxException {
        byte[] first = new byte[START_BYTES];
        start.duplicate().get(first);
        PageIndex index = PageIndex.read(tail, fileBytes);
        byte[] last = new byte[Math.toIntExact(PageIndex.bytesNeeded(tail, fileBytes))];
        tail.duplicate().position(tail.limit() - last.length).get(last);
        return new LtxOutline(first, last, LtxHeader.read(ByteBuffer.wrap(first)), index);
    }

    public LtxHeader header() {
        return header;
    }

    /// Which pages the file holds, and where.
    public PageIndex index() {
        return index;
    }

    /// Whether the file holds these pages, by its checksum. A file whose frames are packed in different
    /// ways is not known by its outline: then the answer is no.
    public boolean holds(Pages pages) throws IOException {
        var checksum = new Crc64();
        checksum.update(start, 0, LtxHeader.BYTES);
        boolean isBlock = ByteBuffer.wrap(start).getShort(FLAGS_OFFSET) == FrameReader.BLOCK_FLAG;
        byte[] page = new byte[header.pageSize()];
        ByteBuffer fields = ByteBuffer.allocate(FrameReader.HEADER_BYTES + Integer.BYTES);
        for (int at = 0; at < index.size(); at++) {
            fields.clear().putInt(index.number(at)).putShort((short) (isBlock ? FrameReader.BLOCK_FLAG : 0));
            if (isBlock) {
                fields.putInt(index.length(at) - fields.capacity());
            }
            checksum.update(fields.array(), 0, fields.position());
            pages.read(index.number(at), page);
            checksum.update(page);
        }
        Arrays.fill(fields.array(), (byte) 0);
        checksum.update(fields.array(), 0, FrameReader.HEADER_BYTES);
        checksum.update(end, 0, end.length - Long.BYTES);
        return checksum.checksum() == ByteBuffer.wrap(end).getLong(end.length - Long.BYTES);
    }
}
