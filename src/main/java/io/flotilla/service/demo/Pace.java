package io.flotilla.service.demo;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Holds a loop to so many turns a second. Time lost in a long turn is not made up for. Used by one thread.
public final class Pace {

    private final long nanosBetween;
    private long next = System.nanoTime();

    public Pace(int turnsPerSecond) {
        nanosBetween = TimeUnit.SECONDS.toNanos(1) / turnsPerSecond;
    }

    public void await() {
        next = Math.max(next + nanosBetween, System.nanoTime() - nanosBetween);
        long left = next - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = next - System.nanoTime();
        }
    }
}
