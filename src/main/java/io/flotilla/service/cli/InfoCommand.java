package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `flotilla info`: the process that replicates.
@Command(
        name = "info",
        description = {
            "Tells of the running 'flotilla replicate': its version, process, age and number of databases.",
            ""
        },
        footer = {"", "Example:", "  flotilla info"})
final class InfoCommand implements Callable<Integer> {

    @Mixin
    private ProcessView view = new ProcessView();

    @Override
    public Integer call() throws IOException {
        JsonNode info = view.ask("info");
        var object = new LinkedHashMap<String, Object>();
        object.put("version", info.path("version").asText());
        object.put("pid", info.path("pid").asLong());
        object.put("uptime_seconds", info.path("uptime_seconds").asLong());
        object.put("started_at", info.path("started_at").asText());
        object.put("database_count", info.path("database_count").asLong());
        view.print(object, out -> print(info, out));
        return ExitCode.OK;
    }

    private static void print(JsonNode info, PrintWriter out) {
        out.println("Flotilla " + info.path("version").asText());
        out.println("  PID:        " + info.path("pid").asLong());
        out.println("  Uptime:     "
                + text(Duration.ofSeconds(info.path("uptime_seconds").asLong())));
        out.println("  Started at: " + info.path("started_at").asText().replaceFirst("[.][0-9]+", ""));
        out.println("  Databases:  " + info.path("database_count").asLong());
    }

    /// As Go writes it: `1h0m5s`.
    private static String text(Duration length) {
        String hours = length.toHours() == 0 ? "" : length.toHours() + "h";
        String minutes = length.toMinutes() == 0 ? "" : length.toMinutesPart() + "m";
        return hours + minutes + length.toSecondsPart() + "s";
    }
}
