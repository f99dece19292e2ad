package io.flotilla.service.api;

import java.util.function.LongSupplier;

/// Lets a number of requests through each second, and a few at once. Safe for use by several threads.
final class RequestRate {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private final double atOnce;
    private final LongSupplier steadyNanos;
    private double left;
    private long last;

    RequestRate(int perSecond, int atOnce, LongSupplier steadyNanos) {
        this.perSecond = perSecond;
        this.atOnce = atOnce;
        this.steadyNanos = steadyNanos;
        this.left = atOnce;
        this.last = steadyNanos.getAsLong();
    }

    /// Whether one more may pass.
    synchronized boolean pass() {
        long now = steadyNanos.getAsLong();
        left = Math.min(atOnce, left + (now - last) / SECOND * perSecond);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
