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
import picocli.CommandLine.Option;

/// `flotilla sync`: what is new in one database goes to the target now.
@Command(
        name = "sync",
        description = {
            "Makes the running 'flotilla replicate' look at a database now, and bring what is new to the target.",
            ""
        },
        footer = {"", "Examples:", "  flotilla sync /srv/app.db", "  flotilla sync -wait -timeout 120 /srv/app.db"})
final class SyncCommand implements Callable<Integer> {

    @Mixin
    private DatabaseOrder order = new DatabaseOrder();

    @Option(names = "--wait", description = "End when it is on the target, with an error where it does not come there.")
    private boolean wait;

    @Override
    public Integer call() throws IOException {
        long begun = System.nanoTime();
        JsonNode done = order.ask("sync", Map.of("wait", wait));
        var fields = new LinkedHashMap<String, Object>();
        fields.put("db_path", done.path("path").asText());
        fields.put("txid", done.path("txid").asLong());
        if (wait) {
            fields.put("replica_txid", done.path("replicated_txid").asLong());
        }
        fields.put("duration_ms", Duration.ofNanos(System.nanoTime() - begun).toMillis());
        order.print(fields);
        return ExitCode.OK;
    }
}
