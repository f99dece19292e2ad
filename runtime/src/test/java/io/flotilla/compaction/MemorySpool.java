package io.flotilla.compaction;

import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.Payload;
import java.io.ByteArrayOutputStream;

/// A spool in memory, with so much room for each file.
public record MemorySpool(int bytes) implements Spool {

    @Override
    public Room begin() {
        return new Memory(bytes);
    }

    private static final class Memory implements Room {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final int most;

        Memory(int most) {
            this.most = most;
        }

        @Override
        public boolean add(byte[] from, int length) {
            boolean fits = out.size() + length <= most;
            if (fits) {
                out.write(from, 0, length);
            }
            return fits;
        }

        @Override
        public Payload content() {
            return new BytesPayload(out.toByteArray());
        }

        @Override
        public void close() {
            out.reset();
        }
    }
}
