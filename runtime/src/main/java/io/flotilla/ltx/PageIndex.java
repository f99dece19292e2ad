package io.flotilla.ltx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// Where in an LTX file each page lies, for reading single pages by range. Immutable.
///
/// Memory: 12 bytes for each page listed. Nothing here sees the file's checksum: what is read this way is known to
/// have the right number and length, not the right content.
public final class PageIndex {

    /// Index length and trailer.
    private static final int END_BYTES = Long.BYTES + LtxTrailer.BYTES;

    /// What a file holds at least beside its index: header, mark behind the last frame, and end.
    private static final int OTHER_BYTES = LtxHeader.BYTES + FrameReader.HEADER_BYTES + END_BYTES;

    private static final int SMALLEST_ENTRY_BYTES = 3;

    private final int[] numbers;
    private final long[] offsets;

    /// Where one page lies in its file.
    public record Frame(int pageNumber, long offset, int length) {

        /// @throws IllegalArgumentException when no file can have such a frame
        public Frame {
            if (pageNumber < 1 || offset < LtxHeader.BYTES || length < FrameReader.HEADER_BYTES) {
                throw new IllegalArgumentException(
                        "Page " + pageNumber + " at " + offset + " with " + length + " bytes is no frame");
            }
        }

        /// The page in the given bytes of the file, which are those of this frame and no others.
        ///
        /// @throws LtxException when they hold another page, no page, or more than it
        public ByteBuffer page(ByteBuffer bytes, int pageSize) throws LtxException {
            if (bytes.remaining() != length) {
                throw new LtxException(
                        "page " + pageNumber + " takes " + length + " bytes, but " + bytes.remaining() + " were read",
                        offset);
            }
            try {
                return decode(sourceOf(bytes, offset), pageSize);
            } catch (LtxException broken) {
                throw broken;
            } catch (IOException impossible) {
                throw new IllegalStateException("Reading from memory failed", impossible);
            }
        }

        private ByteBuffer decode(ByteSource in, int pageSize) throws IOException {
            var frames = new FrameReader(pageSize);
            var checksum = new Crc64();
            int found = frames.readNumber(in, checksum);
            if (found != pageNumber) {
                throw new LtxException(
                        "page " + Integer.toUnsignedString(found) + " where page " + pageNumber + " should be", offset);
            }
            frames.readPage(in, checksum);
            if (!in.atEnd()) {
                throw new LtxException("page " + pageNumber + " does not fill its " + length + " bytes", offset);
            }
            return ByteBuffer.wrap(frames.page()).asReadOnlyBuffer();
        }
    }

    private PageIndex(int[] numbers, long[] offsets) {
        this.numbers = numbers;
        this.offsets = offsets;
    }

    /// How many bytes from the end of the file [#read] needs: index and what follows it.
    ///
    /// @param tail the last bytes of the file, at least 24 of them; position and limit are left alone
    /// @throws LtxException when a file of this size cannot have an index of the length that it says
    public static long bytesNeeded(ByteBuffer tail, long fileBytes) throws LtxException {
        if (fileBytes <= OTHER_BYTES) {
            throw new LtxException("no LTX file, it has only " + fileBytes + " bytes");
        }
        if (tail.remaining() < END_BYTES || tail.remaining() > fileBytes) {
            throw new IllegalArgumentException(
                    tail.remaining() + " bytes given as the tail of a file of " + fileBytes + " bytes");
        }
        long indexBytes = tail.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(tail.limit() - END_BYTES);
        if (indexBytes < 1 || indexBytes > fileBytes - OTHER_BYTES) {
            throw new LtxException(
                    "page index of " + Long.toUnsignedString(indexBytes) + " bytes in a file of " + fileBytes,
                    fileBytes - END_BYTES);
        }
        return indexBytes + END_BYTES;
    }

    /// Reads the index.
    ///
    /// @param tail the last bytes of the file, at least [#bytesNeeded]; position and limit are left alone
    /// @throws LtxException when the index breaks the format or does not fit the file
    /// @throws IllegalArgumentException when the tail is shorter than needed
    public static PageIndex read(ByteBuffer tail, long fileBytes) throws LtxException {
        long needed = bytesNeeded(tail, fileBytes);
        if (needed > tail.remaining()) {
            throw new IllegalArgumentException(
                    "The page index needs the last " + needed + " bytes, but " + tail.remaining() + " are given");
        }
        int indexBytes = Math.toIntExact(needed - END_BYTES);
        long start = fileBytes - needed;
        ByteBuffer index = tail.slice(tail.limit() - Math.toIntExact(needed), indexBytes);
        try {
            return parse(sourceOf(index, start), indexBytes, start - FrameReader.HEADER_BYTES);
        } catch (LtxException broken) {
            throw broken;
        } catch (IOException impossible) {
            throw new IllegalStateException("Reading from memory failed", impossible);
        }
    }

    private static PageIndex parse(ByteSource in, int indexBytes, long framesEnd) throws IOException {
        int limit = indexBytes / SMALLEST_ENTRY_BYTES;
        int[] numbers = new int[limit];
        long[] offsets = new long[limit + 1];
        var entries = new IndexEntries(in, new Crc64());
        int size = 0;
        while (entries.next()) {
            numbers[size] = entries.number();
            offsets[size] = entries.offset();
            size++;
        }
        offsets[size] = entries.end();
        if (!in.atEnd() || entries.end() != framesEnd) {
            throw new LtxException("page index and frames do not fill the file", in.offset());
        }
        return new PageIndex(Arrays.copyOf(numbers, size), Arrays.copyOf(offsets, size + 1));
    }

    /// How many pages the file holds.
    public int size() {
        return numbers.length;
    }

    /// Where a page lies; empty when the file does not hold it.
    public Optional<Frame> find(int pageNumber) {
        int at = Arrays.binarySearch(numbers, pageNumber);
        return at < 0 ? Optional.empty() : Optional.of(frame(at));
    }

    /// Where the page lies that so many others come before.
    public Frame frame(int at) {
        return new Frame(numbers[at], offsets[at], length(at));
    }

    /// The number of the page that so many others come before.
    public int number(int at) {
        return numbers[at];
    }

    /// How many bytes its frame takes.
    int length(int at) {
        return Math.toIntExact(offsets[at + 1] - offsets[at]);
    }

    private static ByteSource sourceOf(ByteBuffer bytes, long offset) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return new ByteSource(copy, offset);
    }
}
