package io.flotilla.service.cli;

import java.io.PrintWriter;

/// Where a restore says what it does.
///
/// @param report what came of it
/// @param isQuiet whether no progress is shown
/// @param err hears warnings and progress
record RestoreAnswer(RestoreReport report, boolean isQuiet, PrintWriter err) {

    ProgressLine progress() {
        return ProgressLine.of(err, isQuiet);
    }
}
