package io.flotilla.service.config;

import java.nio.file.Path;
import java.util.List;

/// A configuration that cannot be taken, with all that is wrong with it.
public final class InvalidConfiguration extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /// @param problems each with file and line; at least one
    InvalidConfiguration(List<String> problems) {
        super(problems.getFirst());
        this.problems = List.copyOf(problems);
    }

    /// One problem with the whole file.
    InvalidConfiguration(Path file, String problem) {
        this(List.of(file + ": " + problem));
    }

    /// Each with file and line, in their order.
    public List<String> problems() {
        return problems;
    }
}
