package io.flotilla.generations;

import io.flotilla.spi.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which snapshot, and which logs after it, are a database as of a moment.
///
/// As Litestream v0.3 restores: the latest snapshot not after the moment, of whatever generation; then the
/// logs of that generation from the snapshot's own index on, each of them whole.
sealed interface GenerationPlan {

    /// These files are the wanted state.
    ///
    /// @param logs in their order, each as its segments in their order
    record Ready(GenerationFile snapshot, List<List<GenerationFile>> logs) implements GenerationPlan {

        public Ready {
            logs = List.copyOf(logs);
        }

        /// When the newest of the files was stored.
        Instant moment() {
            return logs.isEmpty() ? snapshot.time() : logs.getLast().getLast().time();
        }
    }

    /// Nothing can be restored, and why.
    record Impossible(String explanation) implements GenerationPlan {}

    /// Plans from all files of one replica, in any order. Pure.
    ///
    /// @param moment files that are later do not count; absent for the latest state
    static GenerationPlan of(List<GenerationFile> files, Optional<Instant> moment) {
        List<GenerationFile> then = files.stream()
                .filter(file -> moment.map(limit -> !file.time().isAfter(limit)).orElse(true))
                .toList();
        Optional<GenerationFile> snapshot = then.stream()
                .filter(GenerationFile::isSnapshot)
                .max(Comparator.comparing(GenerationFile::time).thenComparing(GenerationFile::index));
        if (snapshot.isEmpty()) {
            return new Impossible("The replica is one of Litestream v0.3, and has no snapshot"
                    + moment.map(limit -> " of " + limit + " or before").orElse(""));
        }
        return logs(snapshot.get(), then);
    }

    private static GenerationPlan logs(GenerationFile snapshot, List<GenerationFile> files) {
        List<GenerationFile> segments = files.stream()
                .filter(file -> !file.isSnapshot())
                .filter(file -> file.generation().equals(snapshot.generation()))
                .filter(file -> file.index() >= snapshot.index())
                .sorted(Comparator.comparing(GenerationFile::index).thenComparing(GenerationFile::offset))
                .toList();
        var logs = new ArrayList<List<GenerationFile>>();
        for (GenerationFile segment : segments) {
            if (segment.offset() == 0) {
                logs.add(new ArrayList<>());
            }
            long expected = snapshot.index() + logs.size() - 1;
            if (logs.isEmpty() || segment.index() != expected) {
                return gap(segment.key());
            }
            logs.getLast().add(segment);
        }
        return new Ready(snapshot, logs);
    }

    /// What is told where a segment does not follow.
    static Impossible gap(ObjectKey key) {
        return new Impossible("The replica is one of Litestream v0.3, and the files before " + key + " are missing");
    }
}
