package io.flotilla.compaction;

import io.flotilla.store.Level;
import java.time.Duration;
import java.util.List;

/// When files are merged and snapshots are taken.
///
/// @param intervals of level 1, 2 and so on: how long the oldest file of the level below waits for others at
///     most, to be merged with them. None where nothing is merged
/// @param snapshots how long the oldest change waits at most until a snapshot has it; zero where none are taken
public record LevelRules(List<Duration> intervals, Duration snapshots) {

    /// As Litestream does unless told otherwise.
    public static final LevelRules DEFAULT = new LevelRules(
            List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1)), Duration.ofHours(24));

    /// Nothing is merged, and no snapshot taken.
    public static final LevelRules NONE = new LevelRules(List.of(), Duration.ZERO);

    public LevelRules {
        intervals = List.copyOf(intervals);
        if (intervals.size() >= Level.SNAPSHOT.value()) {
            throw new IllegalArgumentException("There are levels 1 to 8, not " + intervals.size());
        }
        for (Duration interval : intervals) {
            if (interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException("The interval of a level is longer than nothing: " + interval);
            }
        }
        if (snapshots.isNegative()) {
            throw new IllegalArgumentException("Snapshots are not taken in the past: " + snapshots);
        }
    }

    boolean takesSnapshots() {
        return !snapshots.isZero();
    }
}
