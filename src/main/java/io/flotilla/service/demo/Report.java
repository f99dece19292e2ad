package io.flotilla.service.demo;

import java.time.Duration;
import java.util.List;

/// What a demo came to.
///
/// @param seed with which the same workload can be run again
/// @param total from the first database to the last comparison
public record Report(
        long seed,
        Written written,
        Engine.Shipped shipped,
        Lag lag,
        Efficiency efficiency,
        Restored restored,
        Duration total,
        List<Mismatch> mismatches) {

    /// What the writers did.
    ///
    /// @param databases how many there are
    /// @param changed how many of them were written
    /// @param bytes of all database files in the end, without their logs
    public record Written(int databases, int changed, int writers, long transactions, long bytes, Duration time) {}

    /// What the restore did.
    public record Restored(long databases, long bytes, Duration time) {}

    public Report {
        mismatches = List.copyOf(mismatches);
    }

    /// Whether everything came back and nothing is unacknowledged.
    public boolean clean() {
        return mismatches.isEmpty();
    }

    /// 0 where everything came back, 1 otherwise.
    public int exitCode() {
        return clean() ? 0 : 1;
    }

    /// A table for a person, with a line for each of the first mismatches.
    public String table() {
        return ReportTable.of(this);
    }

    /// One JSON object, times in milliseconds.
    public String json() {
        return ReportJson.of(this);
    }
}
