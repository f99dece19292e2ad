package io.flotilla.capture;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.Position;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import java.io.IOException;
import java.time.Instant;

/// One LTX file that waits for its upload, and what to keep once the target has confirmed it.
///
/// @param how how it was captured, and why not by a cheaper way
/// @param startedAt before the first read: what was committed by then is in the file
/// @param settled whether nothing is known to be just being written behind it
public record CapturedFile(
        DatabaseId database,
        ObjectKey replica,
        LtxHeader header,
        int pages,
        Scratch.Content content,
        Position position,
        HashChange hashes,
        How how,
        Instant startedAt,
        boolean settled)
        implements AutoCloseable {

    /// The bytes of the file.
    public Payload payload() {
        return content;
    }

    /// Gives back memory or scratch space.
    @Override
    public void close() throws IOException {
        content.close();
    }
}
