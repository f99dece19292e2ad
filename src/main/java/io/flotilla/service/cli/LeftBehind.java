package io.flotilla.service.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;

/// Some databases were not replicated. Nothing of them is lost: a later run begins where this one ended.
final class LeftBehind extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 20;

    private static final int AT_THE_END = 3;

    private final transient List<String> problems;
    private final int exitCode;

    /// @param problems one line each: what, and why; at least one
    LeftBehind(List<String> problems) {
        this(problems, ExitCode.SOFTWARE);
    }

    private LeftBehind(List<String> problems, int exitCode) {
        super(problems.getFirst());
        this.problems = List.copyOf(problems);
        this.exitCode = exitCode;
    }

    /// What the last sync did not do in its time, after a replication that somebody ended: an exit code of its own.
    static LeftBehind atTheEnd(List<String> problems) {
        return new LeftBehind(problems, AT_THE_END);
    }

    /// What the process ends with.
    int exitCode() {
        return exitCode;
    }

    /// The lines to print, one for each problem while they are few.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
            lines.addAll(new FailureText(problem, "").lines());
        }
        if (problems.size() > SHOWN) {
            lines.add("Error: and " + (problems.size() - SHOWN) + " more");
        }
        lines.add("Try: flotilla status, which shows each database with its reason; the next run continues here");
        return lines;
    }
}
