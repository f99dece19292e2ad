package io.flotilla.service.control;

import com.fasterxml.jackson.core.JsonGenerator;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.fleet.Protection;
import io.flotilla.service.live.KnownDatabase;
import io.flotilla.service.live.Running;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What can be looked at. Safe for use by several threads.
record Views(KnownDatabases databases, Self self, InstantSource clock) {

    /// What is told of this process.
    ///
    /// @param since when the socket was opened
    record Self(String version, long pid, Instant since) {}

    ControlAnswer info() {
        return ControlAnswer.of(json -> {
            json.writeStringField("version", self.version());
            json.writeNumberField("pid", self.pid());
            json.writeNumberField(
                    "uptime_seconds",
                    Protection.age(self.since(), clock.instant()).toSeconds());
            json.writeStringField("started_at", self.since().toString());
            json.writeNumberField("database_count", databases.count());
        });
    }

    ControlAnswer txId(Optional<String> path) {
        DatabaseRow row = databases
                .get(path.orElseThrow(() -> Refused.badRequest("path required")))
                .row();
        return ControlAnswer.of(json -> json.writeNumberField("txid", row.lastTxId()));
    }

    /// All of them, one row at a time.
    ControlAnswer list() {
        return ControlAnswer.of(json -> {
            json.writeArrayFieldStart("databases");
            for (Running fleet : databases.fleets().get()) {
                Set<DatabaseId> paused = fleet.fleet().requests().paused();
                for (int id = 1; id <= fleet.catalog().size(); id++) {
                    DatabaseRow row = fleet.catalog().row(new DatabaseId(id));
                    listed(json, row, paused.contains(row.id()));
                }
            }
            json.writeEndArray();
        });
    }

    private static void listed(JsonGenerator json, DatabaseRow row, boolean isPaused) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", row.path().toString());
        json.writeStringField("status", Words.status(row.state(), isPaused));
        if (!row.ackedAt().equals(DatabaseRow.NEVER)) {
            json.writeStringField("last_sync_at", row.ackedAt().toString());
        }
        json.writeEndObject();
    }

    /// What is not on the target yet, and why: of one database, or of all.
    ControlAnswer syncStatus(Optional<String> path) {
        Optional<KnownDatabase> one = path.map(databases::get);
        return ControlAnswer.of(json -> {
            json.writeArrayFieldStart("databases");
            if (one.isPresent()) {
                Map<DatabaseId, Instant> waiting = waiting(one.get().fleet());
                status(
                        json,
                        one.get().row(),
                        Optional.ofNullable(waiting.get(one.get().id())));
            } else {
                allStatus(json);
            }
            json.writeEndArray();
        });
    }

    private void allStatus(JsonGenerator json) throws IOException {
        for (Running fleet : databases.fleets().get()) {
            Map<DatabaseId, Instant> waiting = waiting(fleet);
            for (int id = 1; id <= fleet.catalog().size(); id++) {
                DatabaseRow row = fleet.catalog().row(new DatabaseId(id));
                status(json, row, Optional.ofNullable(waiting.get(row.id())));
            }
        }
    }

    private static Map<DatabaseId, Instant> waiting(Running fleet) {
        return fleet.fleet().protection().unprotected();
    }

    private void status(JsonGenerator json, DatabaseRow row, Optional<Instant> since) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", row.path().toString());
        json.writeBooleanField("active", since.isPresent());
        if (since.isPresent()) {
            Duration age = Protection.age(since.get(), clock.instant());
            json.writeStringField("operation", "sync");
            json.writeStringField("started_at", since.get().toString());
            json.writeNumberField("elapsed_seconds", age.toMillis() / 1000.0);
        }
        if (row.lastTxId() != 0) {
            json.writeNumberField("txid", row.lastTxId());
        }
        if (!Words.isFine(row.state())) {
            json.writeStringField("reason", row.why().code().code());
            json.writeStringField("error", row.state() + ", " + row.reason());
        }
        json.writeEndObject();
    }
}
