package io.flotilla.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Who waits after a failure, and how long: the whole fleet for its target, a database for itself, one turn
/// between two looks.
record Patience(TargetGate gate, Retries retries, Backoff pauses) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /// @param most turns at a time, where the target answers
    static Patience of(InstantSource clock, RandomGenerator random, int most) {
        return new Patience(
                new TargetGate(clock, random, most),
                new Retries(random),
                new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random));
    }

    /// How long whoever asks alone waits after so many failures: until the gate opens, and never not at all.
    Duration pause(int failures) {
        Duration own = pauses.delay(failures);
        Duration closed = gate.untilOpen();
        return own.compareTo(closed) > 0 ? own : closed;
    }
}
