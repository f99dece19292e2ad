package io.flotilla.plugins.s3;

import io.flotilla.spi.Payload;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.sync.RequestBody;

/// A part of a payload, opened anew for each reading, so that no part of an upload is ever held in memory.
record Slice(Payload payload, long offset, long length) {

    private static final String TYPE = "application/octet-stream";

    static Slice whole(Payload payload) {
        return new Slice(payload, 0, payload.size());
    }

    /// Whether it reaches to the end that the payload announces.
    boolean isLast() {
        return offset + length == payload.size();
    }

    /// A stream from its first to its last byte. The caller closes it.
    InputStream open() throws IOException {
        InputStream content = payload.open();
        try {
            content.skipNBytes(offset);
            return new Bounded(content, length);
        } catch (EOFException tooShort) {
            content.close();
            throw new IOException("The content ends before byte " + offset, tooShort);
        } catch (IOException failed) {
            content.close();
            throw failed;
        }
    }

    RequestBody body() {
        return RequestBody.fromContentProvider(this::openForClient, length, TYPE);
    }

    private InputStream openForClient() {
        try {
            return open();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// Ends after so many bytes. For use by one thread at a time.
    private static final class Bounded extends FilterInputStream {

        private long left;

        private Bounded(InputStream content, long length) {
            super(content);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0 && length > 0) {
                return -1;
            }
            int count = super.read(into, offset, Math.toIntExact(Math.min(length, left)));
            left -= Math.max(count, 0);
            return count;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(Math.min(bytes, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return Math.toIntExact(Math.min(super.available(), left));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
