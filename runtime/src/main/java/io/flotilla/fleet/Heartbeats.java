package io.flotilla.fleet;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Tells that the loops of a fleet turn: each moves its beat, and one that ended although nobody stopped it is known.
/// Safe for use by several threads.
public final class Heartbeats {

    /// The loops without which nothing is replicated.
    public enum Loop {

        /// Looks for what changed, at every interval.
        LOOKS("looks"),

        /// Gives databases their turns.
        TURNS("turns"),

        /// Uploads. A batch takes as long as the target takes, so this one only tells that it ended.
        UPLOADS("uploads");

        private final String text;

        Loop(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// Of a loop that has not begun.
    private static final long NOT_BEGUN = Long.MIN_VALUE;

    private static final long ENDED = Long.MAX_VALUE;

    private final LongSupplier steadyNanos;
    private final Map<Loop, AtomicLong> beats = new EnumMap<>(Loop.class);
    private volatile boolean isStopped;

    Heartbeats(LongSupplier steadyNanos) {
        this.steadyNanos = steadyNanos;
        for (Loop loop : Loop.values()) {
            beats.put(loop, new AtomicLong(NOT_BEGUN));
        }
    }

    /// A loop has come round.
    void beat(Loop loop) {
        at(loop).set(steadyNanos.getAsLong());
    }

    /// A task that belongs to a loop, and whose end is the loop's end, however it came to that.
    Runnable watched(Loop loop, Runnable task) {
        return () -> {
            beat(loop);
            try {
                task.run();
            } finally {
                if (!isStopped) {
                    at(loop).set(ENDED);
                }
            }
        };
    }

    /// From now on the end of a loop is as it should be, and silence too.
    void stop() {
        isStopped = true;
    }

    private AtomicLong at(Loop loop) {
        AtomicLong beat = beats.get(loop);
        if (beat == null) {
            throw new IllegalStateException("No such loop: " + loop);
        }
        return beat;
    }

    /// How long ago each loop that has begun moved. Loops that only wait for their work have an age of nothing while
    /// they are there; one that ended has the longest there is.
    public SortedMap<Loop, Duration> ages() {
        var ages = new TreeMap<Loop, Duration>();
        long now = steadyNanos.getAsLong();
        beats.forEach((loop, at) -> {
            long beat = at.get();
            if (beat != NOT_BEGUN && !isStopped) {
                ages.put(loop, age(loop, beat, now));
            }
        });
        return ages;
    }

    private static Duration age(Loop loop, long beat, long now) {
        if (beat == ENDED) {
            return Duration.ofSeconds(Integer.MAX_VALUE);
        }
        return loop == Loop.UPLOADS ? Duration.ZERO : Duration.ofNanos(now - beat);
    }
}
