package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// How much the whole fleet asks of its target at a time.
///
/// A failure among answers is one of the network or of a busy store: fewer turns at a time, and more again with each
/// answer (additive increase, multiplicative decrease, as TCP does). Many failures in a row are a target that is away:
/// then nobody asks for a while, longer each time, and afterwards one alone, so that neither its absence nor its return
/// is met by a storm. Safe for use by several threads.
final class TargetGate {

    /// So many failures without an answer between them, and the target is away. Where one of five requests fails, that
    /// is so by chance once in 400,000.
    static final int AWAY = 8;

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /// Failures within this time have one cause.
    private static final Duration ONE_CAUSE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final Backoff backoff;
    private final int most;
    private double places;

    /// Up to here places come back at once, one with each answer.
    private double known;

    private int failures;
    private Instant closedUntil = Instant.MIN;
    private Instant lastCut = Instant.MIN;

    /// @param most turns at a time, where nothing fails
    TargetGate(InstantSource clock, RandomGenerator random, int most) {
        this.clock = clock;
        this.backoff = new Backoff(FIRST, LONGEST, random);
        this.most = most;
        this.places = most;
        this.known = most;
    }

    /// How many turns there may be at a time: none while the gate is closed.
    synchronized int places() {
        if (isThere()) {
            return (int) places;
        }
        return isOpen() ? 1 : 0;
    }

    /// Whether the target may be asked now.
    synchronized boolean isOpen() {
        return backoff.isOver(closedUntil, clock.instant());
    }

    /// Whether the target answered some of what it was asked last.
    synchronized boolean isThere() {
        return failures < AWAY;
    }

    /// How long the gate stays closed.
    synchronized Duration untilOpen() {
        return isOpen() ? Duration.ZERO : Duration.between(clock.instant(), closedUntil);
    }

    /// The target did not answer. Further failures while the gate is closed already are the same one.
    synchronized void failed() {
        if (!isOpen()) {
            return;
        }
        failures++;
        if (isThere()) {
            cut();
        } else {
            closedUntil = clock.instant().plus(backoff.delay(failures - AWAY + 1));
            known = Math.max(1, most / 2.0);
            places = 1;
        }
    }

    private void cut() {
        Instant now = clock.instant();
        boolean isAnother = now.isBefore(lastCut) || !now.isBefore(lastCut.plus(ONE_CAUSE));
        if (isAnother) {
            lastCut = now;
            known = Math.max(1, places / 2);
            places = known;
        }
    }

    /// The target answered.
    synchronized void answered() {
        failures = 0;
        closedUntil = Instant.MIN;
        places = Math.min(most, places + (places < known ? 1 : 1 / places));
    }
}
