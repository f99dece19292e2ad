package io.flotilla.service.config;

import java.util.ArrayList;
import java.util.List;

/// Splits a command into words as a shell does: blanks separate, quotes keep together, a backslash takes the next
/// character as it is. Nothing is replaced, and what only a shell could do is refused.
public final class ShellWords {

    private static final String NEEDS_SHELL = ";&|<>()`";

    private final String command;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    private ShellWords(String command) {
        this.command = command;
    }

    /// The words; at least one.
    ///
    /// @throws IllegalArgumentException where there is none, a quote is not closed, or a shell would be needed
    public static List<String> split(String command) {
        return new ShellWords(command).split();
    }

    private List<String> split() {
        while (at < command.length()) {
            char c = command.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> end();
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> take(next("\\"));
                default -> plain(c);
            }
        }
        end();
        if (words.isEmpty()) {
            throw new IllegalArgumentException("The command to run is empty");
        }
        return List.copyOf(words);
    }

    private void plain(char c) {
        if (NEEDS_SHELL.indexOf(c) >= 0) {
            throw new IllegalArgumentException("The command '" + command + "' needs a shell for '" + c
                    + "': put it in quotes, or write sh -c '...'");
        }
        take(c);
    }

    private void quoted(char quote) {
        inWord = true;
        char c = next(String.valueOf(quote));
        while (c != quote) {
            boolean escapes = quote == '"' && c == '\\';
            word.append(escapes ? next("\\") : c);
            c = next(String.valueOf(quote));
        }
    }

    private void take(char c) {
        inWord = true;
        word.append(c);
    }

    private void end() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private char next(String open) {
        if (at == command.length()) {
            throw new IllegalArgumentException("The command '" + command + "' ends within a " + open);
        }
        return command.charAt(at++);
    }
}
