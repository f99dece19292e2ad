package io.flotilla.service.api;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// A state that can be restored.
///
/// @param txId its transaction
/// @param timestamp of that
/// @param files how many are read for it
/// @param bytes how many are read for it
@Schema(name = "RestorePoint")
public record RestorePointView(
        @Schema(examples = "0000000000000012") String txId, Instant timestamp, int files, long bytes) {}
