package io.flotilla.disk;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Whether a file or directory can be changed once more without showing another time of change ("racily
/// clean", as in git's index).
public final class Settling {

    /// Kernels before 6.13 stamp files with the time of their last tick, up to 10 ms ago: two writes within
    /// one tick look like one. Two ticks, to be safe.
    private static final Duration TICKS = Duration.ofMillis(20);

    /// FAT counts by two seconds; ext3 and ext4 with inodes of 128 bytes by one.
    private static final Duration WHOLE_SECONDS = Duration.ofSeconds(4);

    private static final long NANOS_A_SECOND = 1_000_000_000;

    private Settling() {}

    /// Whether the next change will show. A time that lies ahead of the clock, as it was after the look, is
    /// of a time before the clock was set back; when the clock has reached it again somebody must look once more.
    ///
    /// @param changedNanos the time of the latest change
    /// @param before the time before the status was asked for
    /// @param after the time after that
    public static boolean isSettled(long changedNanos, Instant before, Instant after) {
        return isSettled(instant(changedNanos), before, after);
    }

    /// The same for a moment.
    public static boolean isSettled(Instant changed, Instant before, Instant after) {
        boolean isWhole = changed.equals(changed.truncatedTo(ChronoUnit.SECONDS));
        Duration needed = isWhole ? WHOLE_SECONDS : TICKS;
        return Duration.between(changed, before).compareTo(needed) >= 0
                || Duration.between(after, changed).compareTo(needed) >= 0;
    }

    /// The moment of a number of nanoseconds since 1970-01-01 UTC.
    public static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_A_SECOND), Math.floorMod(nanos, NANOS_A_SECOND));
    }
}
