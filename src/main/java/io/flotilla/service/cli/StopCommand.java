package io.flotilla.service.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private DatabaseOrder order = new DatabaseOrder();

    @Override
    public Integer call() throws IOException {
        order.bringTo("stopped", "stop");
        return ExitCode.OK;
    }
}
