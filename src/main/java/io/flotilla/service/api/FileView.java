package io.flotilla.service.api;

import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A file of a replica.
///
/// @param level 0 as it was captured, 1 to 8 merged, 9 a snapshot
/// @param minTxId its first transaction
/// @param maxTxId its last one
/// @param bytes its size
/// @param timestamp of its last transaction, or of its upload where the target does not tell
@Schema(name = "File")
public record FileView(
        @Schema(examples = "0") int level,
        @Schema(examples = "0000000000000001") String minTxId,
        @Schema(examples = "0000000000000001") String maxTxId,
        @Schema(examples = "4211") long bytes,
        Instant timestamp) {

    static FileView of(ReplicaFile file) {
        return new FileView(
                file.level().value(),
                file.range().min().hex(),
                file.range().max().hex(),
                file.size(),
                file.timestamp());
    }
}
