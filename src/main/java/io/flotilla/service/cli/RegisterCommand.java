package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Mixin
    private DatabaseOrder order = new DatabaseOrder();

    @Option(names = "--replica", required = true, paramLabel = "URL", description = "Where the replica is to be.")
    private String replica;

    @Override
    public Integer call() throws IOException {
        JsonNode done = order.ask("register", Map.of("replica_url", replica));
        String status = done.path("status").asText();
        order.print(order.control().isJson() ? status : status.replace('_', ' '), done, Map.of("replica", replica));
        return ExitCode.OK;
    }
}
