package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What a job is to do.
///
/// @param kind `restore` or `verify`
/// @param database its number
/// @param fleet the name of its fleet; needed where there are several
/// @param output the new file, absolute, in a directory below an allowed root; for a restore alone
/// @param txId as of this transaction; the latest state where neither this nor a moment is given
/// @param timestamp as of this moment
@Schema(
        name = "JobOrder",
        examples = "{\"kind\":\"restore\",\"database\":17,\"output\":\"/srv/restored/main.db\"}",
        requiredProperties = {"kind", "database"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobOrder(
        @Nullable @Schema(enumeration = {"restore", "verify"})
        String kind,

        @Nullable @Schema(minimum = "1") Integer database,
        @Nullable String fleet,
        @Nullable @Schema(maxLength = 4096) String output,
        @Nullable @Schema(pattern = "^[0-9a-f]{16}$") String txId,
        @Nullable @Schema(format = "date-time") String timestamp) {}
