package io.flotilla.service.cli;

import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `flotilla version`: what is running.
@Command(
        name = "version",
        description = "Shows the version of Flotilla and of the Java runtime below it.",
        footer = {"", "Example:", "  flotilla version"})
final class VersionCommand implements Callable<Integer> {

    private final String version;

    @Spec
    private CommandSpec spec;

    VersionCommand(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().println("flotilla " + version + " (Java " + Runtime.version() + ")");
        return ExitCode.OK;
    }
}
