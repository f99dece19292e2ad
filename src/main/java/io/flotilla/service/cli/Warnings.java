package io.flotilla.service.cli;

import io.flotilla.spi.Surroundings;
import java.io.PrintWriter;
import java.util.concurrent.Executor;

/// Tells a user what to mind about a target that a command opens.
final class Warnings {

    private Warnings() {}

    /// For a command that reads, in the one thread that it has.
    static Surroundings to(PrintWriter err) {
        return to(err, Runnable::run);
    }

    /// For a target that works in these threads.
    static Surroundings to(PrintWriter err, Executor executor) {
        return new Surroundings(executor, warning -> {
            err.println("Warning: " + warning);
            err.flush();
        });
    }
}
