package io.flotilla.service.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/// Where a restore says what it does.
///
/// @param report what came of it
/// @param isQuiet whether no progress is shown
/// @param err hears warnings and progress
record RestoreAnswer(RestoreReport report, boolean isQuiet, PrintWriter err) {

    /// That of a command.
    ///
    /// @param isJson whether a program reads it
    static RestoreAnswer of(CommandLine command, boolean isJson) {
        RestoreReport report =
                isJson ? new RestoreReport.AsJson(command.getOut()) : new RestoreReport.AsText(command.getOut());
        return new RestoreAnswer(report, isJson, command.getErr());
    }

    ProgressLine progress() {
        return ProgressLine.of(err, isQuiet);
    }
}
