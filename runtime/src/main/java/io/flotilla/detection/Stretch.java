package io.flotilla.detection;

import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Settling;
import java.time.Duration;
import java.time.Instant;

/// A stretch of time that the clock on the wall has shown twice.
public record Stretch(Instant from, Instant until) {

    /// File systems stamp with their last tick, or by two seconds.
    static final Duration MARGIN = Duration.ofSeconds(4);

    /// From the earlier begin to the later end.
    Stretch with(Stretch other) {
        return new Stretch(
                from.isBefore(other.from) ? from : other.from, until.isAfter(other.until) ? until : other.until);
    }

    /// Whether a file may have been changed in it.
    boolean holds(FileStatus file) {
        Instant changed = Settling.instant(file.changedNanos());
        return !changed.isBefore(from.minus(MARGIN)) && !changed.isAfter(until.plus(MARGIN));
    }
}
