package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Keeps the whole fleet from a target that is away: one back-off for all, with jitter, so that its return is
/// not met by a storm. Safe for use by several threads.
final class TargetGate {

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Backoff backoff;
    private int failures;
    private Instant closedUntil = Instant.MIN;

    TargetGate(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.backoff = new Backoff(FIRST, LONGEST, random);
    }

    /// Whether the target may be asked now.
    synchronized boolean isOpen() {
        return backoff.isOver(closedUntil, clock.instant());
    }

    /// Whether the target answered what it was asked last.
    synchronized boolean isAnswered() {
        return failures == 0;
    }

    /// How long the gate stays closed.
    synchronized Duration untilOpen() {
        return isOpen() ? Duration.ZERO : Duration.between(clock.instant(), closedUntil);
    }

    /// The target did not answer. Further failures while the gate is closed already are the same one.
    synchronized void failed() {
        if (isOpen()) {
            failures++;
            closedUntil = clock.instant().plus(backoff.delay(failures));
        }
    }

    /// The target answered.
    synchronized void answered() {
        failures = 0;
        closedUntil = Instant.MIN;
    }
}
