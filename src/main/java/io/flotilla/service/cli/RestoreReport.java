package io.flotilla.service.cli;

import io.flotilla.generations.GenerationReplica.Found;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.service.cli.Table.Column;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is said of a restore. Used by one thread at a time.
sealed interface RestoreReport {

    /// One database is back.
    void one(TargetUrl replica, Path output, Restored restored, Duration time, Verification verification);

    /// One would be made of these files.
    void plan(RestorePlan.Ready plan);

    /// One of Litestream v0.3 is back, or can be.
    void old(TargetUrl replica, Path output, Found.Restorable found, boolean planned);

    /// Many are about to be restored.
    void begin(TargetUrl target);

    /// What a restore of many will read, and has read to know that; before anything is written.
    void delta(Delta.Found found);

    /// One of many is done.
    void add(Outcome outcome);

    /// All of them are done.
    void end(BulkTotals totals, Duration time);

    /// In milliseconds, as LTX headers have it; a file system may keep more.
    private static Instant created(ReplicaFile file) {
        return file.timestamp().truncatedTo(ChronoUnit.MILLIS);
    }

    /// For people.
    record AsText(PrintWriter out) implements RestoreReport {

        @Override
        public void one(TargetUrl replica, Path output, Restored restored, Duration time, Verification verification) {
            restored.passed().forEach(file -> out.println("Passed over: " + file));
            out.println("Restored " + output + " as of TXID " + restored.txId() + " of " + restored.moment() + ": "
                    + Sizes.bytes(restored.bytes()) + " in " + Sizes.count(restored.pages(), "page") + " from "
                    + Sizes.count(restored.files(), "file") + ", " + Sizes.duration(time));
        }

        @Override
        public void plan(RestorePlan.Ready plan) {
            var table = new Table(
                    Column.right("level"),
                    Column.left("file"),
                    Column.left("min txid"),
                    Column.left("max txid"),
                    Column.right("size"),
                    Column.left("timestamp"));
            for (ReplicaFile file : plan.files()) {
                table.add(
                        file.level(),
                        file.range() + ".ltx",
                        file.range().min(),
                        file.range().max(),
                        file.size(),
                        created(file));
            }
            table.print(out);
            out.println();
            out.println(Sizes.count(plan.files().size(), "file") + ", "
                    + Sizes.bytes(
                            plan.files().stream().mapToLong(ReplicaFile::size).sum()) + ", as of TXID "
                    + plan.files().getLast().range().max());
        }

        @Override
        public void old(TargetUrl replica, Path output, Found.Restorable found, boolean planned) {
            out.println((planned ? "Would restore " : "Restored ") + output + " as of " + found.moment() + " from "
                    + Sizes.count(found.files(), "file") + " of Litestream v0.3");
        }

        @Override
        public void begin(TargetUrl target) {}

        @Override
        public void delta(Delta.Found found) {
            out.println(Delta.text(found));
        }

        @Override
        public void add(Outcome outcome) {
            out.println(
                    switch (outcome) {
                        case Outcome.Back(var replica, var output, var restored, var flaw) ->
                            "restored  %s  %12d  %s".formatted(restored.txId(), restored.bytes(), shown(replica))
                                    + (flaw.isEmpty() ? "" : ": " + flaw);
                        case Outcome.Before(var replica, var output) -> "before    " + shown(replica);
                        case Outcome.Unchanged(var replica, var output, var txId) ->
                            "unchanged %s                %s".formatted(txId, shown(replica));
                        case Outcome.NotYet(var replica, var reason) -> "not then  " + shown(replica) + ": " + reason;
                        case Outcome.Gone(var replica, var since) -> "deleted   " + shown(replica) + ": since " + since;
                        case Outcome.Failed(var replica, var reason) -> "FAILED    " + shown(replica) + ": " + reason;
                    });
        }

        private static String shown(Object replica) {
            return Table.visible(replica.toString());
        }

        @Override
        public void end(BulkTotals totals, Duration time) {
            out.println();
            out.println("Restored " + totals.back() + " of " + Sizes.count(totals.all(), "database") + ", "
                    + Sizes.bytes(totals.bytes()) + ", " + Sizes.duration(time)
                    + (totals.unchanged() > 0 ? "; " + totals.unchanged() + " unchanged" : "")
                    + (totals.before() > 0 ? "; " + totals.before() + " were back before" : "")
                    + (totals.notYet() > 0 ? "; " + totals.notYet() + " did not exist then" : "")
                    + (totals.gone() > 0 ? "; " + totals.gone() + " were deleted by then: --deleted brings them" : ""));
            out.flush();
        }
    }

    /// For programs: Litestream's names where it has some. What comes of many is written as it comes, so that
    /// memory holds none of it.
    final class AsJson implements RestoreReport {

        private final PrintWriter out;
        private final Map<String, Object> delta = new LinkedHashMap<>();
        private String separator = "";

        AsJson(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void one(TargetUrl replica, Path output, Restored restored, Duration time, Verification verification) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", replica);
            object.putAll(object(output, restored));
            object.put("duration_ms", time.toMillis());
            object.put("integrity_check", verification.text());
            out.println(Json.of(object));
        }

        @Override
        public void plan(RestorePlan.Ready plan) {
            out.println(Json.of(plan.files().stream().map(AsJson::object).toList()));
        }

        @Override
        public void old(TargetUrl replica, Path output, Found.Restorable found, boolean planned) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", replica);
            object.put("db_path", output);
            object.put("timestamp", found.moment());
            object.put("files", found.files());
            object.put("format", "litestream v0.3");
            object.put("dry_run", planned);
            out.println(Json.of(object));
        }

        private static Map<String, Object> object(ReplicaFile file) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("level", file.level().value());
            object.put("file", file.range() + ".ltx");
            object.put("min_txid", file.range().min());
            object.put("max_txid", file.range().max());
            object.put("size", file.size());
            object.put("timestamp", created(file));
            return object;
        }

        @Override
        public void begin(TargetUrl target) {
            out.print("{\"target\":" + Json.of(target) + ",\"replicas\":[");
        }

        @Override
        public void delta(Delta.Found found) {
            delta.put("missing", found.missing().size());
            delta.put("different", found.different().size());
            delta.put("requests", found.wanted().requests());
            delta.put("bytes", found.wanted().bytes());
            delta.put("compare_requests", found.compared().requests());
            delta.put("compare_bytes", found.compared().bytes());
        }

        @Override
        public void add(Outcome outcome) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", outcome.replica());
            switch (outcome) {
                case Outcome.Back(var replica, var output, var restored, var flaw) -> {
                    object.putAll(object(output, restored));
                    if (!flaw.isEmpty()) {
                        object.put("owner_not_restored", flaw);
                    }
                }
                case Outcome.Before(var replica, var output) -> object.put("db_path", output);
                case Outcome.Unchanged(var replica, var output, var txId) -> {
                    object.put("db_path", output);
                    object.put("unchanged", txId);
                }
                case Outcome.NotYet(var replica, var reason) -> object.put("not_yet", reason);
                case Outcome.Gone(var replica, var since) -> object.put("deleted", since);
                case Outcome.Failed(var replica, var reason) -> object.put("error", reason);
            }
            out.print(separator + Json.of(object));
            separator = ",";
        }

        @Override
        public void end(BulkTotals totals, Duration time) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("restored", totals.back());
            object.put("before", totals.before());
            if (!delta.isEmpty()) {
                object.put("unchanged", totals.unchanged());
                object.put("delta", delta);
            }
            object.put("not_yet", totals.notYet());
            object.put("deleted", totals.gone());
            object.put("failed", totals.failed());
            object.put("duration_ms", time.toMillis());
            out.println("]," + Json.of(object).substring(1));
            out.flush();
        }

        private static Map<String, Object> object(Path output, Restored restored) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("db_path", output);
            object.put("txid", restored.txId());
            object.put("timestamp", restored.moment());
            object.put("pages", restored.pages());
            object.put("page_size", restored.pageSize());
            object.put("files", restored.files());
            object.put("bytes_read", restored.bytesRead());
            if (!restored.passed().isEmpty()) {
                object.put("passed_over", restored.passed());
            }
            return object;
        }
    }
}
