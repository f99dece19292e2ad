package io.flotilla.service.cli;

import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.service.cli.Table.Column;
import io.flotilla.store.TargetUrl;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is said of a restore that is over.
sealed interface RestoreReport {

    /// One database is back.
    void one(TargetUrl replica, Path output, Restored restored, Duration time);

    /// Many replicas were restored, or not. Returns how many were not.
    long all(TargetUrl target, List<Outcome> outcomes, Duration time);

    private static long failed(List<Outcome> outcomes) {
        return outcomes.stream().filter(Outcome.Failed.class::isInstance).count();
    }

    private static long bytes(Restored restored) {
        return (long) restored.pages() * restored.pageSize();
    }

    /// For people.
    record AsText(PrintWriter out) implements RestoreReport {

        @Override
        public void one(TargetUrl replica, Path output, Restored restored, Duration time) {
            out.println("Restored " + output + " as of TXID " + restored.txId() + ": " + Sizes.bytes(bytes(restored))
                    + " in " + Sizes.count(restored.pages(), "page") + " from "
                    + Sizes.count(restored.files(), "file") + ", " + Sizes.duration(time));
        }

        @Override
        public long all(TargetUrl target, List<Outcome> outcomes, Duration time) {
            var table = new Table(
                    Column.left("replica"), Column.left("txid"), Column.right("bytes"), Column.left("result"));
            long bytes = 0;
            for (Outcome outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Back(var replica, var output, var restored) -> {
                        bytes += bytes(restored);
                        table.add(replica, restored.txId(), bytes(restored), "restored");
                    }
                    case Outcome.Failed(var replica, var reason) -> table.add(replica, "", "", "FAILED: " + reason);
                }
            }
            table.print(out);
            long failed = failed(outcomes);
            out.println();
            out.println("Restored " + (outcomes.size() - failed) + " of "
                    + Sizes.count(outcomes.size(), "database") + ", " + Sizes.bytes(bytes) + ", "
                    + Sizes.duration(time));
            return failed;
        }
    }

    /// For programs.
    record AsJson(PrintWriter out) implements RestoreReport {

        @Override
        public void one(TargetUrl replica, Path output, Restored restored, Duration time) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", replica);
            object.putAll(object(output, restored));
            object.put("seconds", seconds(time));
            out.println(Json.of(object));
        }

        @Override
        public long all(TargetUrl target, List<Outcome> outcomes, Duration time) {
            long failed = failed(outcomes);
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("target", target);
            object.put("restored", outcomes.size() - failed);
            object.put("failed", failed);
            object.put("seconds", seconds(time));
            object.put("replicas", outcomes.stream().map(AsJson::object).toList());
            out.println(Json.of(object));
            return failed;
        }

        private static Map<String, Object> object(Outcome outcome) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("replica", outcome.replica());
            switch (outcome) {
                case Outcome.Back(var replica, var output, var restored) -> object.putAll(object(output, restored));
                case Outcome.Failed(var replica, var reason) -> object.put("error", reason);
            }
            return object;
        }

        private static Map<String, Object> object(Path output, Restored restored) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("output", output);
            object.put("txid", restored.txId());
            object.put("pages", restored.pages());
            object.put("page_size", restored.pageSize());
            object.put("files", restored.files());
            object.put("bytes_read", restored.bytesRead());
            return object;
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1000.0;
        }
    }
}
