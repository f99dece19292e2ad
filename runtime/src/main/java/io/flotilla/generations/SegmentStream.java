package io.flotilla.generations;

import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongConsumer;

/// A stream that is opened when it is read, says where it is damaged, and tells how much it gave. For use by
/// one thread at a time.
final class SegmentStream extends InputStream {

    /// Opens the stream.
    interface Opener {
        InputStream open() throws IOException;
    }

    private final String name;
    private final Opener opener;
    private final LongConsumer bytes;
    private Optional<InputStream> open = Optional.empty();

    /// @param name of what is read, for messages
    SegmentStream(String name, Opener opener, LongConsumer bytes) {
        this.name = name;
        this.opener = opener;
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        try {
            if (open.isEmpty()) {
                open = Optional.of(opener.open());
            }
            int read = open.get().read(into, offset, count);
            bytes.accept(Math.max(read, 0));
            return read;
        } catch (TargetException failed) {
            throw failed;
        } catch (IOException | RuntimeException broken) {
            throw new IOException("The replica is damaged at " + name + ": " + broken.getMessage(), broken);
        }
    }

    @Override
    public void close() throws IOException {
        if (open.isPresent()) {
            open.get().close();
        }
    }
}
