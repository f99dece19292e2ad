package io.flotilla.store;

import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import java.time.Instant;

/// An LTX file as a target lists it; nothing of its content has been read.
///
/// `size` is in bytes. The timestamp is that of the file's header where `timestampExact`, otherwise it is only
/// when the target stored the file.
public record ReplicaFile(
        ObjectKey replica, Level level, TxIdRange range, long size, Instant timestamp, boolean timestampExact) {

    /// Which file this is.
    public FileName name() {
        return new FileName(replica, level, range);
    }
}
