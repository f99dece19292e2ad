package io.flotilla.service.cli;

import io.flotilla.spi.Surroundings;
import java.io.PrintWriter;

/// Tells a user what to mind about a target that a command reads from, in the one thread that the command has.
final class Warnings {

    private Warnings() {}

    static Surroundings to(PrintWriter err) {
        return new Surroundings(Runnable::run, warning -> {
            err.println("Warning: " + warning);
            err.flush();
        });
    }
}
