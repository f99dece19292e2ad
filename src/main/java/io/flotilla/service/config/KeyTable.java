package io.flotilla.service.config;

import java.util.stream.Collectors;

/// The table of all keys, as docs/migrate.md has it.
public final class KeyTable {

    private static final String HEAD = "| in | key | what becomes of it |\n|---|---|---|\n";

    private KeyTable() {}

    /// The table in Markdown.
    public static String markdown() {
        return KnownKeys.ALL.stream().map(KeyTable::row).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static String row(Key key) {
        String preset = key.preset().isEmpty() ? "" : "; default " + key.preset();
        String meaning = key.meaning().isEmpty() ? "" : ": " + key.meaning();
        return "| " + key.section().title() + " | `" + key.name() + "` | "
                + key.fate().text() + meaning + preset + " |";
    }
}
