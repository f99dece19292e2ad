package io.flotilla.signal;

import java.time.Duration;

/// When something is tried next: growing pauses after failures, up to a limit. For one thread.
final class Retries {

    private static final int MOST_DOUBLINGS = 10;

    private final Duration first;
    private final Duration longest;
    private int failures;
    private long dueNanos;

    /// @param dueNanos when it is tried first, on a clock that never jumps
    Retries(Duration first, Duration longest, long dueNanos) {
        this.first = first;
        this.longest = longest;
        this.dueNanos = dueNanos;
    }

    boolean isDue(long nowNanos) {
        return nowNanos - dueNanos >= 0;
    }

    /// It worked, and is wanted again after a pause.
    ///
    /// @return whether it had failed before
    boolean worked(long nowNanos, Duration pause) {
        boolean hadFailed = failures > 0;
        failures = 0;
        dueNanos = nowNanos + pause.toNanos();
        return hadFailed;
    }

    /// It did not.
    ///
    /// @return whether it had worked before
    boolean failed(long nowNanos) {
        Duration pause = first.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        dueNanos = nowNanos + (pause.compareTo(longest) > 0 ? longest : pause).toNanos();
        failures++;
        return failures == 1;
    }
}
