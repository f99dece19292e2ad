package io.flotilla.service.bench;

import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.service.demo.AcknowledgementFile;
import io.flotilla.service.demo.Entry;
import io.flotilla.service.demo.Footprint;
import io.flotilla.service.demo.Lag;
import io.flotilla.service.demo.Writers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a replicator was seen to take while some databases were written once a second.
///
/// @param footprint at the end, before the collection
/// @param liveHeap after a full collection at the end
/// @param processor the part of one processor
/// @param lag from each COMMIT to its acknowledgement
/// @param hot how many databases were hot at the end
record Hot(Footprint footprint, long liveHeap, double processor, Lag lag, long hot) {

    /// Commits of the first seconds are left out: connections are opened, and the program is not compiled yet.
    private static final int WARM_UP_ONE_OF = 4;

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

    /// The first may have begun before the last COMMIT.
    private static final int SWEEPS = 2;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    static Hot measure(EngineProcess engine, BenchPlace place, List<String> names, Duration length)
            throws IOException, InterruptedException {
        try (Writers writers = HotWriters.hot(place, names)) {
            Duration warmUp = shorter(length.dividedBy(WARM_UP_ONE_OF), LONGEST_WARM_UP);
            Thread.sleep(warmUp);
            Instant from = Instant.now();
            Duration before = engine.processorTime();
            long start = System.nanoTime();
            Thread.sleep(length);
            double part = (double) engine.processorTime().minus(before).toNanos() / (System.nanoTime() - start);
            Footprint footprint = engine.footprint();
            long hot = engine.state().of("hot");
            long heap = engine.liveHeap();
            List<Entry> commits = writers.stop().all().stream()
                    .filter(commit -> commit.committedAt().isAfter(from))
                    .toList();
            return new Hot(footprint, heap, part, lag(engine, new HashSet<>(names), commits), hot);
        }
    }

    /// Whether the times are those of all commits: those of the ones that were acknowledged in time would flatter.
    boolean isComplete() {
        return lag.unacknowledged() == 0 && lag.transactions() > 0;
    }

    private static Lag lag(EngineProcess engine, Set<String> names, List<Entry> commits)
            throws IOException, InterruptedException {
        long swept = engine.state().of("sweeps");
        boolean _ = engine.await(
                state -> state.busy() == 0 && (state.of("told") == 1 || state.of("sweeps") >= swept + SWEEPS),
                LONGEST_WAIT);
        Thread.sleep(Duration.ofSeconds(2));
        engine.tell("flush");
        List<Acknowledgement> acknowledgements =
                AcknowledgementFile.read(engine.files().acknowledged(), names::contains);
        return Lag.of(commits, acknowledgements);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
