package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Clocks.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// When each position was last known to be the end of its replica: 16 bytes a database, nothing for those behind the
/// last one that was. Safe for use by several threads.
final class Freshness {

    private final Clocks clocks;
    private final Duration lasting;
    private long[] wallMillis = new long[0];
    private long[] steadyNanos = new long[0];

    /// @param lasting how long that holds
    Freshness(Clocks clocks, Duration lasting) {
        this.clocks = clocks;
        this.lasting = lasting;
    }

    Moment now() {
        return clocks.now();
    }

    /// It was, at this moment.
    synchronized void note(DatabaseId database, Moment moment) {
        int at = database.value();
        if (at >= wallMillis.length) {
            int longer = Math.max(at + 1, wallMillis.length + wallMillis.length / 2);
            int old = wallMillis.length;
            wallMillis = Arrays.copyOf(wallMillis, longer);
            steadyNanos = Arrays.copyOf(steadyNanos, longer);
            Arrays.fill(wallMillis, old, longer, Long.MIN_VALUE);
        }
        wallMillis[at] = moment.wall().toEpochMilli();
        steadyNanos[at] = moment.steadyNanos();
    }

    /// Whether it was ever, since the start.
    synchronized boolean isKnown(DatabaseId database) {
        int at = database.value();
        return at < wallMillis.length && wallMillis[at] != Long.MIN_VALUE;
    }

    /// Whether it was lately.
    synchronized boolean isFresh(DatabaseId database) {
        int at = database.value();
        return isKnown(database) && isFresh(new Moment(Instant.ofEpochMilli(wallMillis[at]), steadyNanos[at]));
    }

    /// Whether a moment was lately.
    boolean isFresh(Moment moment) {
        return clocks.since(moment).compareTo(lasting) < 0;
    }
}
