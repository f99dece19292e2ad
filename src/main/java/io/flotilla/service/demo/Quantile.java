package io.flotilla.service.demo;

import java.time.Duration;
import java.util.List;

/// How long it takes at the most for a part of all.
public final class Quantile {

    private Quantile() {}

    /// The smallest value that so many of all are not above; zero of none.
    ///
    /// @param sorted in ascending order
    /// @param part above 0, at most 1
    public static Duration of(List<Duration> sorted, double part) {
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
    }
}
