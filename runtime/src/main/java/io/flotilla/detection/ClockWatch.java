package io.flotilla.detection;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Notices that the clock on the wall was set back, and when it has passed what it shows a second time.
///
/// A file that is written at the same tick once more has the time of change that it had; nothing of its status tells
/// of the second write. So when a stretch of time has passed twice, whatever was changed within it is looked at again.
/// For use by one thread.
public final class ClockWatch {

    /// Two clocks are not read at the same moment. Less than this is no step, and less than what settling waits for.
    private static final Duration NOISE = Duration.ofMillis(5);

    private final InstantSource wall;
    private final LongSupplier steadyNanos;
    private Instant wallBefore;
    private long steadyBefore;
    private Optional<Stretch> repeated = Optional.empty();

    /// @param steadyNanos nanoseconds from an arbitrary moment on, never backwards
    public ClockWatch(InstantSource wall, LongSupplier steadyNanos) {
        this.wall = wall;
        this.steadyNanos = steadyNanos;
        this.wallBefore = wall.instant();
        this.steadyBefore = steadyNanos.getAsLong();
    }

    /// Looks at both clocks. What is repeated begins at the earliest time to which the clock can have been set since
    /// the look before this one.
    ///
    /// @return the stretch of time that has been passed twice by now
    public Optional<Stretch> look() {
        Instant now = wall.instant();
        long steady = steadyNanos.getAsLong();
        Duration elapsed = Duration.ofNanos(steady - steadyBefore);
        Instant expected = wallBefore.plus(elapsed);
        wallBefore = now;
        steadyBefore = steady;
        if (Duration.between(now, expected).compareTo(NOISE) > 0) {
            var stretch = new Stretch(now.minus(elapsed), expected);
            repeated = Optional.of(repeated.map(stretch::with).orElse(stretch));
        }
        Optional<Stretch> passed =
                repeated.filter(stretch -> now.isAfter(stretch.until().plus(Stretch.MARGIN)));
        if (passed.isPresent()) {
            repeated = Optional.empty();
        }
        return passed;
    }

    /// Whether the clock shows a time that it has shown before.
    public boolean isRepeating() {
        return repeated.isPresent();
    }
}
