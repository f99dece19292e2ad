package io.flotilla.service.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A replica of either side, seen from outside: by the names of its files.
record Replica(Path directory) {

    private static final int TXID_DIGITS = 16;
    private static final String NAME = "[0-9a-f]{16}-[0-9a-f]{16}\\.ltx";
    private static final String NONE = "0".repeat(TXID_DIGITS);

    /// The last transaction in it, zero where there is none.
    String latest() throws IOException {
        if (!Files.isDirectory(directory)) {
            return NONE;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(NAME))
                    .map(name -> name.substring(TXID_DIGITS + 1, 2 * TXID_DIGITS + 1))
                    .max(Comparator.naturalOrder())
                    .orElse(NONE);
        }
    }

    /// When its files were made, in order, in whole milliseconds.
    List<Instant> times() throws IOException {
        var times = new ArrayList<Instant>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(name -> name.getFileName().toString().matches(NAME))
                    .toList()) {
                times.add(Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS));
            }
        }
        times.sort(Comparator.naturalOrder());
        return times;
    }
}
