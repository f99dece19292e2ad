package io.flotilla.ltx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// The bytes of the LTX file that a stream of pages makes, as they are asked for.
///
/// It ends only where the pages were verified to their end. The same pages make the same bytes each time.
/// Memory: a few pages, and eight bytes for each page. For use by one thread.
public final class LtxStream extends InputStream {

    private final PageStream pages;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final LtxWriter writer;
    private boolean onPage;
    private boolean begun;
    private byte[] bytes = new byte[0];
    private int position;
    private boolean finished;

    private LtxStream(PageStream pages, LtxHeader header, FrameEncoding encoding) {
        this.pages = pages;
        this.writer = new LtxWriter(ready, header, encoding);
    }

    /// Takes over the pages, of which none was read yet. When that fails they are closed.
    ///
    /// @throws LtxException when there is no such file that we write: one of a database of 0 pages, for example
    public static LtxStream of(PageStream pages, LtxHeader header, FrameEncoding encoding) throws IOException {
        try {
            return new LtxStream(pages, header, encoding);
        } catch (IllegalArgumentException unlike) {
            try (pages) {
                throw new LtxException("file " + header.range() + " cannot be made: " + unlike.getMessage());
            }
        }
    }

    /// The same of pages that stand on the first one already, or have none.
    static LtxStream begun(PageStream pages, boolean onPage, LtxHeader header, FrameEncoding encoding) {
        var stream = new LtxStream(pages, header, encoding);
        stream.begun = true;
        stream.onPage = onPage;
        return stream;
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
            if (!begun) {
                begun = true;
                onPage = pages.next();
            } else if (onPage) {
                writer.page(pages.pageNumber(), pages.page());
                onPage = pages.next();
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
        pages.close();
    }
}
