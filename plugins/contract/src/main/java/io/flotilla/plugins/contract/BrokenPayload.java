package io.flotilla.plugins.contract;

import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A payload that does not give the bytes it announced: it gives another number of them, and then ends or
/// fails.
public record BrokenPayload(long size, int given, boolean failing) implements Payload {

    /// Ends after some bytes, as if nothing were wrong.
    public static BrokenPayload endingAfter(int bytes, long announced) {
        return new BrokenPayload(announced, bytes, false);
    }

    /// Fails after some bytes.
    public static BrokenPayload failingAfter(int bytes, long announced) {
        return new BrokenPayload(announced, bytes, true);
    }

    @Override
    public InputStream open() {
        InputStream content = new ByteArrayInputStream(new byte[given]);
        return failing ? new FailingAtTheEnd(content) : content;
    }

    private static final class FailingAtTheEnd extends FilterInputStream {

        private FailingAtTheEnd(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            return checked(super.read());
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return checked(super.read(into, offset, length));
        }

        private static int checked(int result) throws IOException {
            if (result < 0) {
                throw new IOException("The source cannot be read any further");
            }
            return result;
        }
    }
}
