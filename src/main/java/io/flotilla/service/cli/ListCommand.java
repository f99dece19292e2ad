package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `flotilla list`: the databases that a running process replicates.
@Command(
        name = "list",
        description = {
            "Lists the databases of the running 'flotilla replicate', and when the target confirmed the latest file of each.",
            ""
        },
        footer = {"", "Examples:", "  flotilla list", "  flotilla list -json -socket /run/flotilla.sock"})
final class ListCommand implements Callable<Integer> {

    @Mixin
    private ProcessView view = new ProcessView();

    @Override
    public Integer call() throws IOException {
        JsonNode databases = view.ask("list").path("databases");
        List<Map<String, Object>> objects = new ArrayList<>();
        databases.forEach(each -> objects.add(object(each)));
        view.print(Map.of("databases", objects), out -> print(databases, out));
        return ExitCode.OK;
    }

    private static void print(JsonNode databases, PrintWriter out) {
        if (databases.isEmpty()) {
            out.println("No databases configured");
        }
        databases.forEach(each -> out.println(line(each)));
    }

    private static Map<String, Object> object(JsonNode database) {
        var object = new LinkedHashMap<String, Object>();
        object.put("path", database.path("path").asText());
        object.put("status", database.path("status").asText());
        if (database.has("last_sync_at")) {
            object.put("last_sync_at", database.path("last_sync_at").asText());
        }
        return object;
    }

    private static String line(JsonNode database) {
        String last = database.has("last_sync_at")
                ? Instant.parse(database.path("last_sync_at").asText())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString()
                : "never";
        return database.path("path").asText() + " [" + database.path("status").asText() + "] (last sync: " + last + ")";
    }
}
