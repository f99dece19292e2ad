package io.flotilla.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What a command shows of the process that replicates.
final class ProcessView {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long it may take. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Mixin
    private ControlOptions control = new ControlOptions();

    /// Asks for it.
    ///
    /// @param what for example `info`
    JsonNode ask(String what) throws IOException {
        return control.client(timeout).get(what);
    }

    /// Prints it as JSON where that is wanted, else as text.
    void print(Map<String, Object> json, Consumer<PrintWriter> text) {
        PrintWriter out = command.commandLine().getOut();
        if (control.isJson()) {
            out.println(Json.indented(json));
        } else {
            text.accept(out);
        }
        out.flush();
    }
}
