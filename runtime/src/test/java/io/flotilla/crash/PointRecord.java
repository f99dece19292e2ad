package io.flotilla.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which points of a campaign were tried, one line each, so that a later run goes on where this one ended: the point,
/// a tab, and what came of it. Safe for use by several threads.
final class PointRecord {

    private final Optional<Path> file;
    private final Set<String> tried = new HashSet<>();

    private PointRecord(Optional<Path> file) {
        this.file = file;
    }

    /// The record in the file that the property `flotilla.crash.record` names; where it names none, one that is
    /// forgotten.
    static PointRecord open() throws IOException {
        var record = new PointRecord(
                Optional.ofNullable(System.getProperty("flotilla.crash.record")).map(Path::of));
        if (record.file.isPresent() && Files.exists(record.file.get())) {
            for (String line : Files.readAllLines(record.file.get(), UTF_8)) {
                record.tried.add(line.split("\t", 2)[0]);
            }
        }
        return record;
    }

    synchronized boolean has(Object point) {
        return tried.contains(point.toString());
    }

    synchronized void add(Object point, String result) throws IOException {
        tried.add(point.toString());
        if (file.isPresent()) {
            Files.writeString(
                    file.get(),
                    point + "\t" + result.replace('\n', ' ') + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
