package io.flotilla.fleet;

import java.nio.file.Path;

/// The name of a file as it stands in a line of the log: what would end the line or the value is written as an escape.
public final class LogName {

    private LogName() {}

    /// The path, quoted where it has to be.
    public static String of(Path path) {
        String name = path.toString();
        boolean isPlain = name.chars().allMatch(c -> c > ' ' && c != '"' && c != '\\' && c != 127);
        return isPlain ? name : quoted(name);
    }

    private static String quoted(String name) {
        var text = new StringBuilder(name.length() + 2).append('"');
        name.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c < ' ' || c == 127) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.append('"').toString();
    }
}
