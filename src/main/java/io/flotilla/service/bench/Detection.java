package io.flotilla.service.bench;

import io.flotilla.service.demo.Entry;
import io.flotilla.service.demo.Quantile;
import io.flotilla.service.demo.Writers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// How long it took until writes to cold databases were noticed.
///
/// @param missed commits that were not noticed in that time
/// @param betweenSweeps how long it took meanwhile from one look at everything to the next; zero where there was none
record Detection(int commits, Duration median, Duration p99, Duration max, int missed, Duration betweenSweeps) {

    private static final int COMMITS_A_SECOND = 5;

    /// Writes for so long, and waits as long as a commit may take to be noticed.
    static Detection measure(
            EngineProcess engine, BenchPlace place, List<String> names, Duration length, Duration patience)
            throws IOException, InterruptedException {
        engine.tell("findings on");
        long sweeps = engine.state().of("sweeps");
        long start = System.nanoTime();
        List<Entry> commits;
        try (Writers writers = HotWriters.cold(place, names, COMMITS_A_SECOND)) {
            Thread.sleep(length);
            commits = writers.stop().all();
        }
        Thread.sleep(patience);
        sweeps = engine.state().of("sweeps") - sweeps;
        Duration between = sweeps == 0 ? Duration.ZERO : Duration.ofNanos((System.nanoTime() - start) / sweeps);
        engine.tell("findings off");
        engine.tell("flush");
        return of(commits, EventFile.read(engine.files().found()), between);
    }

    /// A database is closed after each COMMIT, which changes its file once more; the first finding after the COMMIT
    /// counts.
    static Detection of(List<Entry> commits, Map<String, List<Instant>> found, Duration betweenSweeps) {
        List<Duration> times = new ArrayList<>();
        for (Entry commit : commits) {
            found.getOrDefault(commit.database(), List.of()).stream()
                    .filter(at -> !at.isBefore(commit.committedAt()))
                    .min(Comparator.naturalOrder())
                    .ifPresent(at -> times.add(Duration.between(commit.committedAt(), at)));
        }
        times.sort(Comparator.naturalOrder());
        return new Detection(
                commits.size(),
                Quantile.of(times, 0.5),
                Quantile.of(times, 0.99),
                Quantile.of(times, 1),
                commits.size() - times.size(),
                betweenSweeps);
    }
}
