package io.flotilla.service.interop;

import io.flotilla.service.packaged.LiveTree;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A replica of either side, seen from outside: by the names of its files.
record Replica(Path directory) {

    private static final int TXID_DIGITS = 16;
    private static final String NAME = "[0-9a-f]{16}-[0-9a-f]{16}\\.ltx";
    private static final String NONE = "0".repeat(TXID_DIGITS);

    /// The last transaction in it, zero where there is none.
    String latest() throws IOException {
        return files().keySet().stream()
                .map(file -> file.getFileName().toString().substring(TXID_DIGITS + 1, 2 * TXID_DIGITS + 1))
                .max(Comparator.naturalOrder())
                .orElse(NONE);
    }

    /// When its files were made, in order, in whole milliseconds.
    List<Instant> times() throws IOException {
        return files().values().stream()
                .map(file -> file.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MILLIS))
                .sorted()
                .toList();
    }

    /// The levels that have files.
    Set<String> levels() throws IOException {
        return files().keySet().stream()
                .map(file -> file.getParent().getFileName().toString())
                .collect(Collectors.toSet());
    }

    private Map<Path, BasicFileAttributes> files() throws IOException {
        Map<Path, BasicFileAttributes> files = LiveTree.files(directory, ".ltx");
        files.keySet().removeIf(file -> !file.getFileName().toString().matches(NAME));
        return files;
    }
}
