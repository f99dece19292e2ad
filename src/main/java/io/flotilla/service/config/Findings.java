package io.flotilla.service.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is to be said of a file: what is wrong, and what is worth knowing. The same note about many lines is one. For
/// one thread.
final class Findings {

    private static final int SHOWN = 50;

    private final Path file;
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Note> notes = new LinkedHashMap<>();

    Findings(Path file) {
        this.file = file;
    }

    private record Note(int line, int count) {

        Note and(Note other) {
            return new Note(Math.min(line, other.line), count + other.count);
        }
    }

    void problem(int line, String text) {
        problem(new ConfigProblem(line, text));
    }

    void problem(ConfigProblem problem) {
        problems.add(problem);
    }

    void note(int line, String text) {
        note(line, 1, text);
    }

    /// @param line the first of several with the same
    /// @param count how many these are
    void note(int line, int count, String text) {
        notes.merge(text, new Note(line, count), Note::and);
    }

    /// The notes, each with file and line.
    List<String> notes() {
        return notes.entrySet().stream()
                .map(entry -> place(entry.getValue().line()) + ": " + entry.getKey()
                        + (entry.getValue().count() > 1
                                ? " (and " + (entry.getValue().count() - 1) + " more like it)"
                                : ""))
                .toList();
    }

    /// @throws InvalidConfiguration where there is a problem, with all of them
    void check() {
        if (problems.isEmpty()) {
            return;
        }
        List<String> texts = new ArrayList<>(problems.stream()
                .sorted(Comparator.comparingInt(ConfigProblem::line))
                .limit(SHOWN)
                .map(problem -> place(problem.line()) + ": " + problem.getMessage())
                .toList());
        if (problems.size() > SHOWN) {
            texts.add(file + ": and " + (problems.size() - SHOWN) + " more");
        }
        throw new InvalidConfiguration(texts);
    }

    private String place(int line) {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
