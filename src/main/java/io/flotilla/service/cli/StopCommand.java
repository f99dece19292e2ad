package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `flotilla stop`: leaves a database alone.
@Command(
        name = "stop",
        description = {
            "Makes the running 'flotilla replicate' bring what is new to the target once more, and leave the database "
                    + "alone until 'flotilla start', or until it is started again. What is written meanwhile is not on the "
                    + "target, and counts as unprotected.",
            ""
        },
        footer = {"", "Example:", "  flotilla stop /srv/app.db"})
final class StopCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATABASE", description = "The path of the database.")
    private String database;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long it may take. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        JsonNode done = control.client(timeout)
                .post("stop", Map.of("path", ControlOptions.database(database), "timeout", timeout));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("status", done.path("status").asText());
        fields.put("db_path", done.path("path").asText());
        fields.put("state", "stopped");
        fields.put("txid", done.path("txid").asLong());
        fields.put("socket", control.socket());
        control.print(fields, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
