package io.flotilla.store;

import io.flotilla.ltx.LtxException;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// An object of known length, or a part of it, read from the first to the last byte over as many connections
/// as that takes.
///
/// An idle stream is dropped during a long restore, so a read that breaks is picked up at its byte, at once,
/// at most three times before a byte arrives: a slow file may break often, a dead target may not. An object
/// that ends early counts as a broken read, since that is how a dropped connection can look. For use by one
/// thread at a time.
final class ResumingStream extends InputStream {

    private static final int ATTEMPTS = 4;

    private final ReplicaTarget target;
    private final ObjectKey key;
    private final long length;
    private final long end;
    private InputStream current;
    private long position;
    private int attempts = 1;

    private ResumingStream(ReplicaTarget target, ObjectKey key, long length, ByteRange part) throws TargetException {
        this.target = target;
        this.key = key;
        this.length = length;
        this.position = part.offset();
        this.end = part.length() < length - part.offset() ? part.offset() + part.length() : length;
        this.current = target.open(key, rest());
    }

    /// Opens the object at its first byte.
    static InputStream open(ReplicaTarget target, ObjectKey key, long length) throws TargetException {
        return open(target, key, length, ByteRange.ALL);
    }

    /// Opens a part of the object, which begins inside of it. A part that reaches its end makes sure that
    /// nothing follows there.
    static InputStream open(ReplicaTarget target, ObjectKey key, long length, ByteRange part) throws TargetException {
        return new ResumingStream(target, key, length, part);
    }

    private ByteRange rest() {
        return end == length ? ByteRange.from(position) : new ByteRange(position, end - position);
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        if (count == 0) {
            return 0;
        }
        if (position == end && end < length) {
            return -1;
        }
        while (true) {
            try {
                return readOnce(into, offset, count);
            } catch (TargetException.NotFound | TargetException.Refused | LtxException permanent) {
                throw permanent;
            } catch (IOException broken) {
                resume(broken);
            }
        }
    }

    private int readOnce(byte[] into, int offset, int count) throws IOException {
        int read = current.read(into, offset, count);
        if (read < 0 && position < end) {
            throw new TargetException.Unavailable(
                    key + " ends after " + position + " bytes, the listing says " + length);
        }
        if (read > 0) {
            position += read;
            attempts = 1;
        }
        if (position > length) {
            throw new LtxException(key + " is longer than the " + length + " bytes of its listing");
        }
        return read;
    }

    private void resume(IOException broken) throws IOException {
        close(broken);
        while (true) {
            if (attempts == ATTEMPTS) {
                throw broken;
            }
            attempts++;
            try {
                current = target.open(key, rest());
                return;
            } catch (TargetException.Unavailable again) {
                broken.addSuppressed(again);
            }
        }
    }

    private void close(IOException broken) {
        try {
            current.close();
        } catch (IOException alsoBroken) {
            broken.addSuppressed(alsoBroken);
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
