package io.flotilla.fleet;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// What a fleet bounds, and how much of each is in use. Safe for use by several threads.
public final class Budgets {

    private final Map<Budget, Bound> bounds = Collections.synchronizedMap(new EnumMap<>(Budget.class));

    /// What is bounded. Each has a setting of its own.
    public enum Budget {
        /// Databases in the hot tier.
        HOT_DATABASES,
        /// Databases that are read or uploaded.
        TURNS,
        /// Databases that are read.
        CAPTURES,
        /// Captured and not uploaded yet, in memory or scratch files, by the kibibyte.
        IN_FLIGHT_BYTES,
        /// Scratch files of the state directory.
        SCRATCH_BYTES
    }

    /// One of them at a moment.
    ///
    /// @param used at this moment
    /// @param limit never exceeded
    public record Use(long used, long limit) {}

    private record Bound(long limit, LongSupplier used) {

        Use now() {
            return new Use(used.getAsLong(), limit);
        }
    }

    /// Bounds something.
    ///
    /// @param used asked each time; must not block
    void bound(Budget budget, long limit, LongSupplier used) {
        bounds.put(budget, new Bound(limit, used));
    }

    /// Those that this fleet has: whoever replaces the replicator bounds its own work.
    public SortedMap<Budget, Use> now() {
        var uses = new TreeMap<Budget, Use>();
        synchronized (bounds) {
            bounds.forEach((budget, bound) -> uses.put(budget, bound.now()));
        }
        return uses;
    }
}
