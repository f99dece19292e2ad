package io.flotilla.plugins.s3;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// The content of an object, or of a part of it, as long as the store announced.
///
/// Where the connection breaks, the rest is asked for from the byte where it broke, if the object is still the same
/// (its ETag). Three such attempts in a row that bring no byte are the end. For use by one thread at a time.
final class ObjectStream extends InputStream {

    private static final int ATTEMPTS = 3;

    private final ObjectRead read;
    private final ObjectKey key;
    private final String eTag;
    private final long end;
    private ResponseInputStream<GetObjectResponse> current;
    private long position;
    private int attempts;

    private ObjectStream(
            ObjectRead read, ObjectKey key, ByteRange announced, ResponseInputStream<GetObjectResponse> first) {
        this.read = read;
        this.key = key;
        this.eTag = Objects.requireNonNullElse(first.response().eTag(), "");
        this.position = announced.offset();
        this.end = announced.offset() + announced.length();
        this.current = first;
    }

    /// A stream over an answer that begins at this byte of the object.
    static InputStream of(ObjectRead read, ObjectKey key, long offset, ResponseInputStream<GetObjectResponse> answer)
            throws TargetException {
        Long announced = answer.response().contentLength();
        if (announced == null) {
            answer.abort();
            throw new TargetException.Unavailable(read.name(key) + ": the store does not say how long it is");
        }
        if (announced == 0) {
            answer.abort();
            return InputStream.nullInputStream();
        }
        return new ObjectStream(read, key, new ByteRange(offset, announced), answer);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (true) {
            try {
                int count = current.read(into, offset, Math.toIntExact(Math.min(length, Math.max(1, end - position))));
                if (count < 0 && position == end) {
                    return -1;
                }
                if (count < 0) {
                    throw new IOException("ended after byte " + position + " of " + end);
                }
                position += count;
                attempts = 0;
                return count;
            } catch (IOException | SdkException broken) {
                resume(broken);
            }
        }
    }

    @Override
    public int available() throws IOException {
        return current.available();
    }

    /// Does not read what is left: the connection is given up.
    @Override
    public void close() throws IOException {
        if (position < end) {
            current.abort();
        }
        current.close();
    }

    private void resume(Exception broken) throws TargetException {
        current.abort();
        attempts++;
        if (attempts > ATTEMPTS || eTag.isEmpty() || position == end) {
            throw new TargetException.Unavailable(
                    read.name(key) + ": the content broke off: " + broken.getMessage(), broken);
        }
        try {
            current = read.resume(key, new ByteRange(position, end - position), eTag);
        } catch (TargetException.Unavailable again) {
            again.addSuppressed(broken);
            throw again;
        }
    }
}
