package io.flotilla.fleet;

import io.flotilla.capture.How;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.ltx.TxId;
import java.time.Instant;

/// The target has confirmed one file: whatever was committed before `startedAt` can be restored from now on.
///
/// @param modified when the database was last modified before the capture
/// @param how how it was captured
public record Acknowledgement(
        DatabaseId database,
        TxId txId,
        int pages,
        long bytes,
        Instant modified,
        Instant startedAt,
        Instant acknowledgedAt,
        How how) {}
