package io.flotilla.service.config;

/// A line of a configuration that cannot be taken. The message says what and why, without the file's name.
final class ConfigProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;

    /// @param line counted from 1; 0 where the whole file is meant
    ConfigProblem(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
