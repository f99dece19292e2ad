package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private DatabaseOrder order = new DatabaseOrder();

    @Option(names = "--dry-run", description = "Only say what would be asked for.")
    private boolean dryRun;

    @Override
    public Integer call() throws IOException {
        if (dryRun) {
            spec.commandLine()
                    .getOut()
                    .println("Would ask " + order.control().socket() + " to unregister " + order.path());
            return ExitCode.OK;
        }
        JsonNode done = order.ask("unregister", Map.of());
        order.print(
                done.path("status").asText(),
                done,
                Map.of("final_txid", done.path("txid").asLong()));
        return ExitCode.OK;
    }
}
