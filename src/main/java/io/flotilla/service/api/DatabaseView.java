package io.flotilla.service.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.service.live.Running;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// What is known of one database.
///
/// @param fleet the name of the fleet that has it
/// @param id its number in that fleet
/// @param path where it is; bytes that are not text are replaced
/// @param replica the key of its replica below the target
/// @param code why it is in its state, for machines; empty where there is nothing to say
/// @param reason the same for people
/// @param position the TXID of the latest confirmed file, absent before the first
/// @param lastWrite when the latest shipped write was noticed, absent before the first
/// @param acknowledgedAt when the target confirmed the latest file, absent before the first
/// @param unprotectedSince since when something waits that the target has not confirmed, absent where nothing
/// does
/// @param paused whether somebody paused it
@Schema(name = "Database")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatabaseView(
        @Schema(examples = "flotilla") String fleet,
        @Schema(examples = "17") int id,
        @Schema(examples = "/srv/tenants/acme/main.db") String path,
        @Schema(examples = "acme/main.db") String replica,
        @Schema(examples = "acme") String project,
        @Schema(examples = "hot") String tier,
        @Schema(examples = "active") String state,
        @Schema(examples = "") String code,
        @Schema(examples = "") String reason,
        @Nullable @Schema(examples = "0000000000000012") String position,
        @Nullable Instant lastWrite,
        @Nullable Instant acknowledgedAt,
        @Nullable Instant unprotectedSince,
        boolean paused) {

    /// What is known beside the catalog.
    record Beside(@Nullable Instant unprotectedSince, boolean paused) {}

    static DatabaseView of(Running running, DatabaseRow row, Beside beside) {
        return new DatabaseView(
                running.name(),
                row.id().value(),
                row.path().toString(),
                row.replica().toString(),
                running.projects().project(row.path(), row.replica()).toString(),
                FleetView.lower(row.tier()),
                FleetView.lower(row.state()),
                row.why().code().code(),
                row.reason(),
                row.txId().map(Object::toString).orElse(null),
                known(row.lastWrite()),
                known(row.ackedAt()),
                beside.unprotectedSince(),
                beside.paused());
    }

    private static @Nullable Instant known(Instant moment) {
        return moment.equals(DatabaseRow.NEVER) ? null : moment;
    }
}
