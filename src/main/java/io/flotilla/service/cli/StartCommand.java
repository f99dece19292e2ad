package io.flotilla.service.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/// `flotilla start`: goes on with a database that was stopped.
@Command(
        name = "start",
        description = {"Makes the running 'flotilla replicate' go on with a database that was stopped.", ""},
        footer = {"", "Example:", "  flotilla start /srv/app.db"})
final class StartCommand implements Callable<Integer> {

    @Mixin
    private DatabaseOrder order = new DatabaseOrder();

    @Override
    public Integer call() throws IOException {
        order.bringTo("running", "start");
        return ExitCode.OK;
    }
}
