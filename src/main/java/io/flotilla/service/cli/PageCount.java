package io.flotilla.service.cli;

import io.flotilla.ltx.LtxException;
import io.flotilla.ltx.PageIndex;
import io.flotilla.spi.ByteRange;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/// How many pages an LTX file holds, from the page index at its end.
///
/// One request for each file whose index takes up to 32 KiB (some 5,000 pages), two for a larger one.
record PageCount(LtxStore store) {

    private static final int TAIL_BYTES = 32 * 1024;

    /// @throws LtxException when the end of the file is not that of an LTX file
    int read(ReplicaFile file) throws IOException {
        ByteBuffer tail = readTail(file, Math.min(file.size(), TAIL_BYTES));
        long needed = PageIndex.bytesNeeded(tail, file.size());
        ByteBuffer index = needed > tail.remaining() ? readTail(file, needed) : tail;
        return PageIndex.read(index, file.size()).size();
    }

    private ByteBuffer readTail(ReplicaFile file, long bytes) throws IOException {
        int length = Math.toIntExact(Math.max(bytes, 1));
        try (InputStream in = store.open(file.name(), new ByteRange(file.size() - bytes, length))) {
            byte[] tail = in.readNBytes(length);
            if (tail.length < bytes) {
                throw new LtxException("it is shorter than the " + file.size() + " bytes that were listed");
            }
            return ByteBuffer.wrap(tail);
        }
    }
}
