package io.flotilla.service.bench;

import java.io.IOException;
import java.time.Duration;

/// What a replicator takes while nothing is written.
///
/// @param processor the part of one processor
/// @param sweeps how often everything was looked at
/// @param length how long it was watched
record Idle(double processor, long requests, long sweeps, Duration length) {

    /// How many sweeps a window without events has to hold.
    static final int SWEEPS = 3;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    /// At least so long, and until so many sweeps were seen, if they come at all: what is between them says nothing.
    static Idle measure(EngineProcess engine, Duration length, int sweeps) throws IOException, InterruptedException {
        Numbers before = engine.state();
        Duration processor = engine.processorTime();
        long start = System.nanoTime();
        Thread.sleep(length);
        boolean _ = engine.await(state -> state.of("sweeps") >= before.of("sweeps") + sweeps, LONGEST_WAIT);
        Duration after = engine.processorTime();
        long nanos = System.nanoTime() - start;
        Numbers state = engine.state();
        return new Idle(
                (double) after.minus(processor).toNanos() / nanos,
                state.requests() - before.requests(),
                state.of("sweeps") - before.of("sweeps"),
                Duration.ofNanos(nanos));
    }

    /// Whether there was enough to see where sweeps are all there is.
    boolean sawSweeps() {
        return sweeps >= SWEEPS;
    }

    /// How long it took from one sweep to the next, as far as can be told.
    double secondsBetweenSweeps() {
        return length.toMillis() / 1e3 / Math.max(1, sweeps);
    }
}
