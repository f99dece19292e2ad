package io.flotilla.service.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `flotilla restore`.
@Command(name = "restore", description = "Restore.")
final class RestoreCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new CommandFailure("restore is not there yet", "");
    }
}
