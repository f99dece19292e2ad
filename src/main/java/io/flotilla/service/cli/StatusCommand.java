package io.flotilla.service.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `flotilla status`.
@Command(name = "status", description = "Status.")
final class StatusCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new CommandFailure("status is not there yet", "");
    }
}
