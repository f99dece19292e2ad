package io.flotilla.fleet;

import io.flotilla.discovery.Root;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import io.flotilla.tiering.PolicyRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How a fleet is run.
///
/// @param roots where databases are looked for
/// @param target where replicas go
/// @param state the directory of the catalog and of scratch files; it belongs to one process at a time
/// @param interval how often every database is looked at
/// @param frames how pages are encoded
/// @param tiers which policy decides what is hot
/// @param limits what may be used at the most
public record FleetSettings(
        List<Root> roots,
        TargetUrl target,
        Path state,
        Duration interval,
        FrameEncoding frames,
        Tiers tiers,
        Limits limits) {

    /// How long a file of level 0 stays on the target at least, whoever merges and removes them: what Litestream does
    /// unless told otherwise. A Litestream that shares the target and keeps them shorter would not be noticed by a
    /// process that was stopped for as long.
    static final Duration LEVEL_0_RETENTION = Duration.ofMinutes(5);

    public FleetSettings {
        roots = List.copyOf(roots);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The interval is longer than nothing: " + interval);
        }
    }

    /// Which tier policy, with which settings, and how many databases may be hot.
    ///
    /// @param rules which databases have another policy; the first rule that matches counts
    public record Tiers(String policy, Settings settings, int budget, List<PolicyRule> rules) {

        /// Hot are those written lately.
        public static final Tiers DEFAULT = new Tiers("recency", Settings.NONE, 1000, List.of());

        public Tiers {
            rules = List.copyOf(rules);
        }
    }

    /// What may be used at the most.
    ///
    /// @param captures captures at a time; each may hold some megabytes
    /// @param databases databases at work at a time; more wait for their turn
    /// @param inFlightKibibytes captured and not yet uploaded, in memory or scratch files
    /// @param scratchBytes scratch files on disk, all together
    /// @param lastSync how long the last sync may take, when the fleet is asked to stop
    /// @param lock how long a database in rollback mode that never holds still may be read under a lock; zero
    ///     where none is ever to be taken
    public record Limits(
            int captures, int databases, int inFlightKibibytes, long scratchBytes, Duration lastSync, Duration lock) {

        /// For a small host.
        public static final Limits DEFAULT =
                new Limits(4, 256, 64 * 1024, 8L << 30, Duration.ofSeconds(30), Duration.ofMillis(250));

        public Limits {
            if (lock.isNegative()) {
                throw new IllegalArgumentException("A lock is not held for less than nothing: " + lock);
            }
        }

        /// The same with another bound for shared locks.
        public Limits withLock(Duration other) {
            return new Limits(captures, databases, inFlightKibibytes, scratchBytes, lastSync, other);
        }
    }
}
