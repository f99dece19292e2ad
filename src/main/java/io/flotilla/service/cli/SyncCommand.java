package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
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

/// `flotilla sync`: what is new in one database goes to the target now.
@Command(
        name = "sync",
        description = {
            "Makes the running 'flotilla replicate' look at a database now, and bring what is new to the target.",
            ""
        },
        footer = {"", "Examples:", "  flotilla sync /srv/app.db", "  flotilla sync -wait -timeout 120 /srv/app.db"})
final class SyncCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DATABASE", description = "The path of the database.")
    private String database;

    @Option(names = "--wait", description = "End when it is on the target, with an error where it does not come there.")
    private boolean wait;

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
        long begun = System.nanoTime();
        JsonNode done = control.client(timeout)
                .post("sync", Map.of("path", ControlOptions.database(database), "wait", wait, "timeout", timeout));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("db_path", done.path("path").asText());
        fields.put("txid", done.path("txid").asLong());
        if (wait) {
            fields.put("replica_txid", done.path("replicated_txid").asLong());
        }
        fields.put("duration_ms", Duration.ofNanos(System.nanoTime() - begun).toMillis());
        control.print(fields, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
