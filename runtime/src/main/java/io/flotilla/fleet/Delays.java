package io.flotilla.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How long something took, again and again, counted in classes. Safe for use by several threads.
public final class Delays {

    /// The upper ends of the classes.
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofHours(1));

    private final AtomicLongArray classes = new AtomicLongArray(BOUNDS.size() + 1);
    private final LongAdder nanos = new LongAdder();

    /// What was counted.
    ///
    /// @param classes how many were at most as long as each of [#BOUNDS] and longer than the one before; the last
    ///     ones were longer than all
    /// @param sum of all, in seconds
    public record Counted(List<Long> classes, double sum) {

        public Counted {
            classes = List.copyOf(classes);
        }
    }

    /// Clocks are set back: what seems to have ended before it began took no time.
    void add(Duration delay) {
        Duration taken = delay.isNegative() ? Duration.ZERO : delay;
        int at = 0;
        while (at < BOUNDS.size() && taken.compareTo(BOUNDS.get(at)) > 0) {
            at++;
        }
        classes.incrementAndGet(at);
        nanos.add(taken.compareTo(Duration.ofDays(36_500)) < 0 ? taken.toNanos() : 0);
    }

    /// So far.
    public Counted counted() {
        List<Long> counts = new ArrayList<>();
        for (int at = 0; at < classes.length(); at++) {
            counts.add(classes.get(at));
        }
        return new Counted(counts, nanos.sum() / 1e9);
    }
}
