package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How long to wait after a number of failures in a row: twice as long each time, up to a limit, and a random
/// part of the upper half of it, so that what failed together does not come back together.
record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int MOST_DOUBLINGS = 30;

    Duration delay(int failures) {
        long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
        long whole = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    /// Whether a wait of this backoff is over. A wait that seems longer than any is one whose clock was set back:
    /// it is over as well.
    boolean isOver(Instant until, Instant now) {
        return !now.isBefore(until) || Duration.between(now, until).compareTo(longest) > 0;
    }
}
