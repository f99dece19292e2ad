package io.flotilla.service.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Some databases were not replicated. Nothing of them is lost: a later run begins where this one ended.
final class LeftBehind extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 20;

    private final transient List<String> problems;

    /// @param problems one line each: what, and why; at least one
    LeftBehind(List<String> problems) {
        super(problems.getFirst());
        this.problems = List.copyOf(problems);
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
