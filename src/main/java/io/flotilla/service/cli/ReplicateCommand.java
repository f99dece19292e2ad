package io.flotilla.service.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `flotilla replicate`.
@Command(name = "replicate", description = "Replicate.")
final class ReplicateCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new CommandFailure("replicate is not there yet", "");
    }
}
