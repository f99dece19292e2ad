package io.flotilla.ltx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The bytes of a snapshot, made from a file that holds the whole database: the same pages at the same time, from
/// TXID 1 on.
///
/// The file is verified on the way, and the snapshot ends only where it held. Memory: a few pages, and eight bytes
/// for each page. For use by one thread.
public final class SnapshotStream extends InputStream {

    private final LtxReader file;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final LtxWriter writer;
    private boolean onPage;
    private byte[] bytes = new byte[0];
    private int position;
    private boolean finished;

    private SnapshotStream(LtxReader file, boolean onPage) {
        this.file = file;
        this.onPage = onPage;
        this.writer = new LtxWriter(ready, header(file.header()), file.encoding());
    }

    /// Takes over the stream of the whole file. When that fails the stream is closed.
    ///
    /// @throws LtxException when it is no sound file, or keeps checksums of the database, which we never write
    public static SnapshotStream of(InputStream whole) throws IOException {
        LtxReader file = LtxReader.open(whole);
        try {
            return new SnapshotStream(file, file.next());
        } catch (IllegalArgumentException unlike) {
            try (file) {
                throw new LtxException("this file makes no snapshot: " + unlike.getMessage());
            }
        } catch (IOException failure) {
            try (file) {
                throw failure;
            }
        }
    }

    /// The header of the snapshot that is made from the file with this header.
    public static LtxHeader header(LtxHeader whole) {
        return whole.withRange(new TxIdRange(TxId.FIRST, whole.range().max()));
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        while (position == bytes.length && !finished) {
            advance();
        }
        int length = Math.min(count, bytes.length - position);
        if (length == 0) {
            return count == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, position, into, offset, length);
        position += length;
        return length;
    }

    /// The writer buffers, so that nothing may be ready after it.
    private void advance() throws IOException {
        try {
            if (onPage) {
                writer.page(file.pageNumber(), file.page());
                onPage = file.next();
            } else {
                writer.finish();
                finished = true;
            }
        } catch (IllegalArgumentException partial) {
            throw new LtxException("this file does not hold the whole database: " + partial.getMessage());
        }
        bytes = ready.toByteArray();
        ready.reset();
        position = 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
