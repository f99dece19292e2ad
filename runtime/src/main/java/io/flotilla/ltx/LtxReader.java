package io.flotilla.ltx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// Reads one LTX file once, from its first byte to its last, and verifies all of it. For use by one thread at a time.
///
/// [#next()] returns false only after everything held: the rules on page numbers, every page's length, the page
/// index against the frames, both checksums, and that no byte follows. Memory: about two pages and 8 KiB, whatever
/// the file says.
public final class LtxReader implements PageStream {

    private enum State {
        BEFORE_PAGE,
        ON_PAGE,
        BROKEN,
        VERIFIED
    }

    private final ByteSource in;
    private final LtxHeader header;
    private final Crc64 checksum;
    private final PageOrder order;
    private final FrameReader frames;
    private final DatabaseChecksum database = new DatabaseChecksum();
    private final FrameDigest seen = new FrameDigest();
    private final ByteBuffer view;
    private int number;
    private long postApply;
    private long fileChecksum;
    private State state = State.BEFORE_PAGE;

    private LtxReader(ByteSource in, LtxHeader header, Crc64 checksum) {
        this.in = in;
        this.header = header;
        this.checksum = checksum;
        order = new PageOrder(header);
        frames = new FrameReader(header.pageSize());
        view = ByteBuffer.wrap(frames.page()).asReadOnlyBuffer();
    }

    /// Takes over the stream, which needs no buffer of its own, and reads the header. When that fails the stream
    /// is closed.
    ///
    /// @throws LtxException when there is no sound header
    public static LtxReader open(InputStream in) throws IOException {
        var source = new ByteSource(in);
        try {
            byte[] start = new byte[LtxHeader.BYTES];
            source.readFully(start, 0, start.length, "header");
            var checksum = new Crc64();
            checksum.update(start);
            return new LtxReader(source, LtxHeader.read(ByteBuffer.wrap(start)), checksum);
        } catch (IOException failure) {
            try (source) {
                throw failure;
            }
        }
    }

    @Override
    public LtxHeader header() {
        return header;
    }

    @Override
    public boolean next() throws IOException {
        if (state == State.VERIFIED) {
            return false;
        }
        if (state == State.BROKEN) {
            throw new IllegalStateException("The file failed before");
        }
        state = State.BROKEN;
        boolean another = readPage();
        if (!another) {
            readIndex();
            readTrailer();
        }
        state = another ? State.ON_PAGE : State.VERIFIED;
        return another;
    }

    @Override
    public int pageNumber() {
        require(State.ON_PAGE);
        return number;
    }

    @Override
    public ByteBuffer page() {
        require(State.ON_PAGE);
        return view.duplicate();
    }

    /// How the frame that was read last is packed.
    FrameEncoding encoding() {
        return frames.encoding();
    }

    /// The checksums at the file's end. Legal only after [#next()] has returned false.
    public LtxTrailer trailer() {
        require(State.VERIFIED);
        return new LtxTrailer(postApply, fileChecksum);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean readPage() throws IOException {
        long start = in.offset();
        number = frames.readNumber(in, checksum);
        try {
            if (number == 0) {
                order.end();
                return false;
            }
            order.accept(number);
        } catch (IllegalArgumentException broken) {
            throw new LtxException("bad order of pages: " + broken.getMessage(), start);
        }
        frames.readPage(in, checksum);
        seen.add(number, in.offset() - start);
        if (header.isSnapshot() && header.hasChecksums()) {
            database.add(number, frames.page());
        }
        return true;
    }

    private void readIndex() throws IOException {
        long start = in.offset();
        var listed = new FrameDigest();
        var entries = new IndexEntries(in, checksum);
        while (entries.next()) {
            listed.add(entries.number(), entries.length());
            if (listed.count() > seen.count()) {
                throw new LtxException("page index lists more pages than the file has", in.offset());
            }
        }
        if (!listed.matches(seen)) {
            throw new LtxException("page index does not list the pages that the file has", start);
        }
        long length = in.offset() - start;
        long stored = in.readLong("length of the page index");
        checksum.update(stored);
        if (stored != length) {
            throw new LtxException(
                    "page index has " + length + " bytes, but " + Long.toUnsignedString(stored) + " are stored",
                    start + length);
        }
    }

    private void readTrailer() throws IOException {
        long start = in.offset();
        postApply = in.readLong("trailer");
        checksum.update(postApply);
        fileChecksum = in.readLong("trailer");
        if (fileChecksum != checksum.checksum()) {
            throw new LtxException(
                    "file checksum is %s, but %s is stored"
                            .formatted(Crc64.hex(checksum.checksum()), Crc64.hex(fileChecksum)),
                    start + Long.BYTES);
        }
        if (!in.atEnd()) {
            throw new LtxException("there are bytes behind the trailer", in.offset());
        }
        checkPostApply(start);
    }

    private void checkPostApply(long offset) throws LtxException {
        if (!header.hasChecksums() && postApply != 0) {
            throw new LtxException("post-apply checksum, but checksums are switched off", offset);
        }
        if (header.hasChecksums() && postApply >= 0) {
            throw new LtxException("post-apply checksum lacks bit 63", offset);
        }
        if (header.hasChecksums() && header.isSnapshot() && postApply != database.value()) {
            throw new LtxException(
                    "checksum of the database is %s, but %s is stored"
                            .formatted(Crc64.hex(database.value()), Crc64.hex(postApply)),
                    offset);
        }
    }

    private void require(State expected) {
        if (state != expected) {
            throw new IllegalStateException("Expected " + expected + ", but the reader is " + state);
        }
    }
}
