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

/// `flotilla unregister`: whether a database is not replicated any more, for scripts that make sure of that.
@Command(
        name = "unregister",
        description = {
            "Makes sure that the running 'flotilla replicate' has no such database. Where it has, this is an error: "
                    + "databases go by the configuration, which SIGHUP makes it read again.",
            ""
        },
        footer = {"", "Example:", "  flotilla unregister /srv/app.db"})
final class UnregisterCommand implements Callable<Integer> {

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

    @Option(names = "--dry-run", description = "Only say what would be asked for.")
    private boolean dryRun;

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Override
    public Integer call() throws IOException {
        String path = ControlOptions.database(database);
        if (dryRun) {
            spec.commandLine().getOut().println("Would ask " + control.socket() + " to unregister " + path);
            return ExitCode.OK;
        }
        JsonNode done = control.client(timeout).post("unregister", Map.of("path", path, "timeout", timeout));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("status", done.path("status").asText());
        fields.put("db_path", done.path("path").asText());
        fields.put("final_txid", done.path("txid").asLong());
        fields.put("socket", control.socket());
        control.print(fields, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
