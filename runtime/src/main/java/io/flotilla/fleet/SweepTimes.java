package io.flotilla.fleet;

import java.time.Duration;

/// How often everything was looked at, and how long that took.
///
/// @param last how long the last sweep took, nothing before the first
/// @param total how long all of them took
public record SweepTimes(long sweeps, Duration last, Duration total) {

    /// Before the first.
    static final SweepTimes NONE = new SweepTimes(0, Duration.ZERO, Duration.ZERO);

    SweepTimes and(Duration another) {
        return new SweepTimes(sweeps + 1, another, total.plus(another));
    }
}
