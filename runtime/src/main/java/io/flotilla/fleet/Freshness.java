package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Clocks.Moment;
import java.time.Duration;
import java.util.Arrays;

/// When each position was last known to be the end of its replica, less than a second early: 8 bytes a database, and
/// nothing for those behind the last one that was. Safe for use by several threads.
final class Freshness {

    private static final long NANOS = 1_000_000_000;

    private final Clocks clocks;
    private final Duration lasting;
    private final Moment start;

    /// By both clocks, from the start on; [Integer#MIN_VALUE] where it never was.
    private int[] wallSeconds = new int[0];

    private int[] steadySeconds = new int[0];

    /// @param lasting how long that holds
    Freshness(Clocks clocks, Duration lasting) {
        this.clocks = clocks;
        this.lasting = lasting;
        this.start = clocks.now();
    }

    Moment now() {
        return clocks.now();
    }

    /// It was, at this moment.
    synchronized void note(DatabaseId database, Moment moment) {
        int at = database.value();
        if (at >= wallSeconds.length) {
            int old = wallSeconds.length;
            int longer = Math.max(at + 1, old + old / 8);
            wallSeconds = Arrays.copyOf(wallSeconds, longer);
            steadySeconds = Arrays.copyOf(steadySeconds, longer);
            Arrays.fill(wallSeconds, old, longer, Integer.MIN_VALUE);
        }
        wallSeconds[at] = (int) Duration.between(start.wall(), moment.wall()).toSeconds();
        steadySeconds[at] = (int) Math.floorDiv(moment.steadyNanos() - start.steadyNanos(), NANOS);
    }

    /// Whether it was ever, since the start.
    synchronized boolean isKnown(DatabaseId database) {
        int at = database.value();
        return at < wallSeconds.length && wallSeconds[at] != Integer.MIN_VALUE;
    }

    /// Whether it was lately.
    synchronized boolean isFresh(DatabaseId database) {
        int at = database.value();
        return isKnown(database)
                && isFresh(new Moment(
                        start.wall().plusSeconds(wallSeconds[at]), start.steadyNanos() + steadySeconds[at] * NANOS));
    }

    /// Whether a moment was lately.
    boolean isFresh(Moment moment) {
        return clocks.since(moment).compareTo(lasting) < 0;
    }
}
