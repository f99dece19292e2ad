package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A job as it is at a moment.
///
/// @param state `waiting`, `running`, `done` or `failed`
/// @param bytesRead of the replica's files, so far
/// @param bytesTotal that all of them have, 0 while that is not known
/// @param position the transaction of the restored state, once it is done
/// @param detail what became of it, for people
@Schema(name = "Job")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
        @Schema(examples = "3f0c7a52-6f0e-4a3e-9d0b-0a3d5f4f3c11")
        String id,

        JobOrder order,

        @Schema(enumeration = {"waiting", "running", "done", "failed"})
        String state,

        long bytesRead,
        long bytesTotal,
        @Nullable String position,
        String detail) {

    @Schema(hidden = true)
    boolean isOver() {
        return state.equals("done") || state.equals("failed");
    }
}
