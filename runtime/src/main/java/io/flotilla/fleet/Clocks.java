package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The two clocks of a host. Neither alone tells how long ago something was: the one on the wall can be set, and the
/// steady one stands still while the host is suspended.
///
/// @param steadyNanos nanoseconds from an arbitrary moment on, never backwards
public record Clocks(InstantSource wall, LongSupplier steadyNanos) {

    /// The steady clock of this host beside a clock on the wall.
    public static Clocks of(InstantSource wall) {
        return new Clocks(wall, System::nanoTime);
    }

    /// A moment by both clocks.
    record Moment(Instant wall, long steadyNanos) {}

    Moment now() {
        return new Moment(wall.instant(), steadyNanos.getAsLong());
    }

    /// How long ago a moment was, by the clock that says more.
    Duration since(Moment moment) {
        Duration wallTime = Duration.between(moment.wall(), wall.instant());
        Duration steadyTime = Duration.ofNanos(steadyNanos.getAsLong() - moment.steadyNanos());
        return wallTime.compareTo(steadyTime) > 0 ? wallTime : steadyTime;
    }
}
