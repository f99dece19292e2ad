package io.flotilla.service.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `flotilla ltx`.
@Command(name = "ltx", description = "Ltx.")
final class LtxCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        throw new CommandFailure("ltx is not there yet", "");
    }
}
