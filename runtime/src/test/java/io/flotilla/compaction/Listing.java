package io.flotilla.compaction;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/// Listings for tests, written `level:min-max@minutes`, the time counted from noon of a Monday.
final class Listing {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private Listing() {}

    static List<ReplicaFile> of(String files) {
        return Arrays.stream(files.split(" "))
                .filter(text -> !text.isEmpty())
                .map(Listing::file)
                .toList();
    }

    private static ReplicaFile file(String text) {
        String[] parts = text.split("[:@-]", 4);
        return file(
                Integer.parseInt(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                at(Long.parseLong(parts[3])));
    }

    static ReplicaFile file(int level, long min, long max, Instant timestamp) {
        var range = new TxIdRange(new TxId(min), new TxId(max));
        return new ReplicaFile(ObjectKey.of("a.db"), new Level(level), range, 1000, timestamp, true);
    }

    static Instant at(long minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    /// Without their times.
    static String names(Collection<ReplicaFile> files) {
        return files.stream()
                .map(file -> file.level() + ":" + file.range().min().value() + "-"
                        + file.range().max().value())
                .collect(Collectors.joining(" "));
    }

    /// As they are written.
    static String timed(Collection<ReplicaFile> files) {
        return files.stream()
                .map(file -> names(List.of(file)) + "@"
                        + Duration.between(NOON, file.timestamp()).toMinutes())
                .collect(Collectors.joining(" "));
    }

    static String removed(RetentionPlan plan) {
        return names(plan.removals().stream().map(Removal::file).toList());
    }
}
