package io.flotilla.service.cli;

import io.flotilla.service.api.Listening;
import io.flotilla.service.verification.Windows;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import picocli.CommandLine;

/// Runs one command and gives its exit code to the process.
@QuarkusMain
public final class FlotillaApplication implements QuarkusApplication {

    private final CommandLine.IFactory commands;

    /// Whether HTTP is served, and anything done by the clock, has to be known before Quarkus starts.
    public static void main(String... arguments) {
        WithoutOpenApi.hide();
        Listening.asked(arguments, System.getenv()).ifPresent(Listening::apply);
        if (Windows.areAsked(arguments, System.getenv())) {
            Windows.apply();
        }
        Quarkus.run(FlotillaApplication.class, arguments);
    }

    /// Receives what makes commands with their beans injected.
    @Inject
    FlotillaApplication(CommandLine.IFactory commands) {
        this.commands = commands;
    }

    @Override
    public int run(String... arguments) {
        return FlotillaCommandLine.of(commands, Errors.of(System.getenv()), arguments)
                .execute(arguments);
    }
}
