package io.flotilla.store;

import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import java.time.Instant;

/// An LTX file about to be put: its place, its bytes, and the timestamp of its header.
public record NewFile(FileName name, Payload payload, Instant timestamp) {

    /// The file of one captured transaction or of one full capture.
    public static NewFile captured(ObjectKey replica, TxIdRange range, Payload payload, Instant timestamp) {
        return new NewFile(new FileName(replica, Level.CAPTURED, range), payload, timestamp);
    }
}
