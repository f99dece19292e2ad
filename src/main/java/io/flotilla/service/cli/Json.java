package io.flotilla.service.cli;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes JSON: maps become objects in their own order, collections arrays, numbers and booleans themselves,
/// [#UNKNOWN] becomes `null`, and everything else its text.
final class Json {

    /// Stands for a value that is not known.
    static final Object UNKNOWN = new Object();

    private Json() {}

    static String of(Object value) {
        if (value == UNKNOWN) {
            return "null";
        }
        return switch (value) {
            case Map<?, ?> object ->
                object.entrySet().stream()
                        .map(entry -> text(String.valueOf(entry.getKey())) + ":" + of(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case Collection<?> array -> array.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> text(value.toString());
        };
    }

    /// The same over several lines, indented by two spaces each level, as Litestream prints it.
    static String indented(Object value) {
        return indented(value, System.lineSeparator());
    }

    private static String indented(Object value, String line) {
        String inner = line + "  ";
        return switch (value) {
            case Map<?, ?> object
            when !object.isEmpty() ->
                object.entrySet().stream()
                        .map(entry -> text(String.valueOf(entry.getKey())) + ": " + indented(entry.getValue(), inner))
                        .collect(Collectors.joining("," + inner, "{" + inner, line + "}"));
            case Collection<?> array
            when !array.isEmpty() ->
                array.stream()
                        .map(element -> indented(element, inner))
                        .collect(Collectors.joining("," + inner, "[" + inner, line + "]"));
            default -> of(value);
        };
    }

    private static String text(String value) {
        var json = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                default -> append(json, c);
            }
        }
        return json.append('"').toString();
    }

    private static void append(StringBuilder json, char c) {
        if (c < ' ' || Character.isSurrogate(c)) {
            json.append(String.format("\\u%04x", (int) c));
        } else {
            json.append(c);
        }
    }
}
