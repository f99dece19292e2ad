package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
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
        requiredProperties = {"kind", "database"},
        additionalProperties = Schema.False.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobOrder(
        @Nullable @Schema(enumeration = {"restore", "verify"})
        String kind,

        @Nullable @JsonDeserialize(using = WholeNumber.class) @Schema(minimum = "1", maximum = "2147483647")
        Integer database,

        @Nullable @Schema(nullable = true) String fleet,

        @Nullable @Schema(nullable = true, maxLength = LONGEST_OUTPUT, pattern = FILE)
        String output,

        @Nullable @Schema(nullable = true, pattern = TXID) String txId,

        @Nullable @Schema(nullable = true, format = "date-time", pattern = MOMENT)
        String timestamp) {

    /// What Linux takes for a path.
    static final int LONGEST_OUTPUT = 4096;

    private static final String TXID = "^(?!0{16}$)[0-7][0-9a-fA-F]{15}$";

    /// As Java reads them: nanoseconds at the finest, and zones that there are.
    private static final String MOMENT =
            "^[^.]{19}(?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00))$";

    /// An absolute path without `.` and `..`.
    private static final String FILE =
            "^(?:/+(?:[^/.\\u0000][^/\\u0000]*|\\.[^/.\\u0000][^/\\u0000]*|\\.\\.[^/\\u0000]+))+/*$";
}
