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

/// `flotilla register`: whether a database is replicated as it should be, for scripts that make sure of that.
@Command(
        name = "register",
        description = {
            "Makes sure that the running 'flotilla replicate' has a database with this replica. Where it has not, this "
                    + "is an error: databases come by the configuration, which SIGHUP makes it read again.",
            ""
        },
        footer = {"", "Example:", "  flotilla register -replica s3://bucket/app /srv/app.db"})
final class RegisterCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATABASE", description = "The path of the database.")
    private String database;

    @Option(names = "--replica", required = true, paramLabel = "URL", description = "Where the replica is to be.")
    private String replica;

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
                .post("register", Map.of("path", ControlOptions.database(database), "replica_url", replica));
        String status = done.path("status").asText();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("status", control.isJson() ? status : status.replace('_', ' '));
        fields.put("db_path", done.path("path").asText());
        fields.put("replica", replica);
        fields.put("socket", control.socket());
        control.print(fields, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
