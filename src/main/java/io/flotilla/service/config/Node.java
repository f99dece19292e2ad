package io.flotilla.service.config;

import java.util.List;

/// A part of a YAML document, with the line on which it begins, counted from 1.
sealed interface Node {

    int line();

    /// One value.
    ///
    /// @param isPlain whether it was written without quotes, so that `null` is none
    record Scalar(String text, boolean isPlain, int line) implements Node {}

    record Sequence(List<Node> items, int line) implements Node {}

    record Mapping(List<Entry> entries, int line) implements Node {}

    record Entry(String key, int line, Node value) {}

    /// Whether it says nothing: `key:` with nothing behind it, `~` or `null`.
    default boolean isNull() {
        return this instanceof Scalar(var text, var isPlain, var _)
                && isPlain
                && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
}
