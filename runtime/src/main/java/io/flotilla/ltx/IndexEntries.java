package io.flotilla.ltx;

import java.io.IOException;

/// Reads the page index of a file entry by entry and holds it against the rules: page numbers ascend, and frames
/// follow one another without a gap, from the header to the mark behind the last frame.
final class IndexEntries {

    /// Twice the largest page: no writer needs more for one, so nobody has to fetch more.
    private static final int MAX_FRAME_BYTES = 1 << 17;

    private final ByteSource in;
    private final Crc64 checksum;
    private long number;
    private long offset = LtxHeader.BYTES;
    private long length;

    /// The checksum receives the bytes of the index.
    IndexEntries(ByteSource in, Crc64 checksum) {
        this.in = in;
        this.checksum = checksum;
    }

    /// Goes to the next entry; false at the zero that ends the index.
    boolean next() throws IOException {
        long start = in.offset();
        long following = Varint.read(in, checksum);
        if (following == 0) {
            return false;
        }
        if (following <= number || following > Integer.MAX_VALUE) {
            throw new LtxException("page index lists page " + following + " after page " + number, start);
        }
        number = following;
        offset += length;
        long listed = Varint.read(in, checksum);
        if (listed != offset) {
            throw new LtxException(
                    "page index says that page " + number + " begins at " + listed + ", not " + offset, start);
        }
        length = Varint.read(in, checksum);
        if (length < FrameReader.HEADER_BYTES || length > MAX_FRAME_BYTES) {
            throw new LtxException("page index says that page " + number + " takes " + length + " bytes", start);
        }
        return true;
    }

    int number() {
        return (int) number;
    }

    long offset() {
        return offset;
    }

    int length() {
        return (int) length;
    }

    /// Where the last frame ends.
    long end() {
        return offset + length;
    }
}
