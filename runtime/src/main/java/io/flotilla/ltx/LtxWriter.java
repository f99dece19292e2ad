package io.flotilla.ltx;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Writes one LTX file, page by page, without checksums of the database. For use by one thread at a time.
///
/// Memory: three pages or so, a small buffer, and eight bytes for each page written.
public final class LtxWriter implements Closeable {

    private static final int BUFFER_BYTES = 16384;
    private static final int INDEX_ENTRY_BYTES = 3 * Varint.MAX_BYTES;

    private final OutputStream out;
    private final LtxHeader header;
    private final PageOrder order;
    private final FrameWriter frames;
    private final FrameList written = new FrameList();
    private final Crc64 checksum = new Crc64();
    private final byte[] page;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long bytes;
    private boolean open = true;

    /// Takes over the stream, which needs no buffer of its own. Nothing is written yet.
    ///
    /// @throws IllegalArgumentException when the header is not one that we write: flags other than
    ///     [LtxHeader#FLAG_NO_CHECKSUM], or a commit of 0 pages, which Litestream cannot restore
    public LtxWriter(OutputStream out, LtxHeader header, FrameEncoding encoding) {
        if (header.hasChecksums()) {
            throw new IllegalArgumentException("Database checksums are not written: Litestream fails on them");
        }
        if (header.commit() == 0) {
            throw new IllegalArgumentException("A database of 0 pages cannot be written: Litestream fails on it");
        }
        this.out = out;
        this.header = header;
        order = new PageOrder(header);
        frames = new FrameWriter(header.pageSize(), encoding);
        page = new byte[header.pageSize()];
    }

    /// Adds a page: all remaining bytes of the buffer, which are exactly one page. The buffer is consumed.
    ///
    /// @throws IllegalArgumentException when the page is not of this size, not above the one before, above the
    ///     commit, the lock page, or behind a hole in a file from TXID 1; another page may follow
    /// @throws IOException when the stream fails; the file can only be closed then
    public void page(int number, ByteBuffer content) throws IOException {
        requireOpen();
        if (content.remaining() != page.length) {
            throw new IllegalArgumentException(
                    "Page " + number + " has " + content.remaining() + " bytes instead of " + page.length);
        }
        order.accept(number);
        content.get(page);
        open = false;
        begin();
        int length = frames.pack(number, page, checksum);
        append(frames.frame(), length);
        written.add(number, length);
        open = true;
    }

    /// Completes the file and flushes the stream.
    ///
    /// @throws IllegalArgumentException when the file starts at TXID 1 and pages are missing at its end
    public LtxTrailer finish() throws IOException {
        requireOpen();
        order.end();
        open = false;
        begin();
        appendHashed(new byte[FrameReader.HEADER_BYTES], FrameReader.HEADER_BYTES);
        long indexBytes = writeIndex();
        var tail = ByteBuffer.allocate(3 * Long.BYTES).putLong(indexBytes).putLong(0);
        checksum.update(tail.array(), 0, tail.position());
        var trailer = new LtxTrailer(0, checksum.checksum());
        tail.putLong(trailer.fileChecksum());
        append(tail.array(), tail.position());
        out.write(buffer, 0, buffered);
        buffered = 0;
        out.flush();
        return trailer;
    }

    /// How many pages have been added.
    public int pages() {
        return written.size();
    }

    /// How long the file is so far.
    public long bytes() {
        return bytes;
    }

    /// Closes the stream. Before [#finish()] this leaves a broken file, which no reader takes.
    @Override
    public void close() throws IOException {
        open = false;
        out.close();
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("The file is finished or closed, or writing it failed before");
        }
    }

    private void begin() throws IOException {
        if (bytes == 0) {
            var start = ByteBuffer.allocate(LtxHeader.BYTES);
            header.write(start);
            appendHashed(start.array(), LtxHeader.BYTES);
        }
    }

    private long writeIndex() throws IOException {
        long start = bytes;
        long offset = LtxHeader.BYTES;
        var entry = ByteBuffer.allocate(INDEX_ENTRY_BYTES);
        for (int at = 0; at < written.size(); at++) {
            written.writeEntry(entry.clear(), at, offset);
            appendHashed(entry.array(), entry.position());
            offset += written.length(at);
        }
        appendHashed(new byte[1], 1);
        return bytes - start;
    }

    private void appendHashed(byte[] source, int length) throws IOException {
        checksum.update(source, 0, length);
        append(source, length);
    }

    private void append(byte[] source, int length) throws IOException {
        if (length > buffer.length - buffered) {
            out.write(buffer, 0, buffered);
            buffered = 0;
        }
        if (length > buffer.length) {
            out.write(source, 0, length);
        } else {
            System.arraycopy(source, 0, buffer, buffered, length);
            buffered += length;
        }
        bytes += length;
    }
}
