package io.flotilla.service.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What was said in one place of a file: texts by their keys, each with its line. The key of a nested value has dots,
/// as `replica.url`; the items of a list are one text of as many lines. Three arrays and no map, because a million
/// of these are read. Immutable.
public final class Values {

    static final Values NONE = new Values(new String[0], new String[0], new int[0]);

    private final String[] keys;
    private final String[] texts;
    private final int[] lines;

    /// The arrays become its own.
    Values(String[] keys, String[] texts, int[] lines) {
        this.keys = keys;
        this.texts = texts;
        this.lines = lines;
    }

    /// A text and its line.
    public record Value(String text, int line) {

        /// The items of a list.
        public List<String> items() {
            return text.lines().toList();
        }
    }

    /// What stands at a key; absent where nothing does.
    public Optional<Value> find(String key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return Optional.of(new Value(texts[i], lines[i]));
            }
        }
        return Optional.empty();
    }

    /// The keys, in the order of the file.
    public List<String> keys() {
        return List.of(keys);
    }

    /// A text and its line.
    interface Visitor {
        void take(String text, int line);
    }

    /// Visits all, in the order of their keys.
    void forEach(Visitor visitor) {
        for (int i = 0; i < texts.length; i++) {
            visitor.take(texts[i], lines[i]);
        }
    }

    /// The text at a key; empty where there is none.
    String text(String key) {
        return find(key).map(Value::text).orElse("");
    }

    /// The line of a key, or the other one where it has none.
    int line(String key, int otherwise) {
        return find(key).map(Value::line).orElse(otherwise);
    }

    boolean isTrue(String key) {
        return find(key).filter(value -> Plain.isTrue(value.text())).isPresent();
    }

    /// The same with another text at a key, where there is one.
    Values with(String key, UnaryOperator<String> change) {
        String[] changed = texts.clone();
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                changed[i] = change.apply(texts[i]);
            }
        }
        return new Values(keys, changed, lines);
    }

    /// Gathers values. For one thread.
    static final class Builder {

        private final List<String> keys = new ArrayList<>(4);
        private final List<String> texts = new ArrayList<>(4);
        private int[] lines = new int[4];

        void add(String key, String text, int line) {
            if (keys.size() == lines.length) {
                lines = Arrays.copyOf(lines, 2 * lines.length);
            }
            lines[keys.size()] = line;
            keys.add(key);
            texts.add(text);
        }

        boolean has(String key) {
            return keys.contains(key);
        }

        Values build() {
            return new Values(
                    keys.toArray(String[]::new), texts.toArray(String[]::new), Arrays.copyOf(lines, keys.size()));
        }
    }
}
