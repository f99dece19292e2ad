package io.flotilla.probe;

import java.time.Duration;
import java.util.Arrays;

/// How long one kind of request took, one after the other.
///
/// @param request what was asked, for people
public record Latency(String request, int requests, Duration median, Duration p95, Duration longest) {

    /// Of some times, at least one.
    static Latency of(String request, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latency(
                request,
                sorted.length,
                Duration.ofNanos(at(sorted, 50)),
                Duration.ofNanos(at(sorted, 95)),
                Duration.ofNanos(sorted[sorted.length - 1]));
    }

    /// The smallest time that so many percent do not exceed.
    private static long at(long[] sorted, int percent) {
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }
}
