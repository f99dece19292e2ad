package io.flotilla.fleet;

import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.compaction.Work;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PathBytes;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import io.flotilla.tiering.PolicyRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// How a fleet is run.
///
/// @param roots where databases are looked for
/// @param target where replicas go
/// @param state the directory of the catalog and of scratch files; it belongs to one process at a time
/// @param interval how often every database is looked at
/// @param frames how pages are encoded
/// @param tiers which policy decides what is hot
/// @param limits what may be used at the most
/// @param levels what is done with files on the target
/// @param ledger how long changes of databases' files wait until they are noted beside the replicas; zero
///     where nothing is noted
public record FleetSettings(
        List<Root> roots,
        TargetUrl target,
        Path state,
        Duration interval,
        FrameEncoding frames,
        Tiers tiers,
        Limits limits,
        Levels levels,
        Duration ledger) {

    /// How long a file of level 0 stays on the target at least, whoever merges and removes them: what Litestream does
    /// unless told otherwise. A Litestream that shares the target and keeps them shorter would not be noticed by a
    /// process that was stopped for as long.
    static final Duration LEVEL_0_RETENTION = Duration.ofMinutes(5);

    /// How long changes of databases' files wait, unless told otherwise, until they are noted together.
    public static final Duration LEDGER_INTERVAL = Duration.ofMinutes(1);

    public FleetSettings {
        roots = List.copyOf(roots);
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("The interval is longer than nothing: " + interval);
        }
        if (ledger.isNegative()) {
            throw new IllegalArgumentException("Changes wait for no less than nothing: " + ledger);
        }
    }

    /// Without a ledger.
    public FleetSettings(
            List<Root> roots,
            TargetUrl target,
            Path state,
            Duration interval,
            FrameEncoding frames,
            Tiers tiers,
            Limits limits,
            Levels levels) {
        this(roots, target, state, interval, frames, tiers, limits, levels, Duration.ZERO);
    }

    /// With files on the target left as they are.
    public FleetSettings(
            List<Root> roots,
            TargetUrl target,
            Path state,
            Duration interval,
            FrameEncoding frames,
            Tiers tiers,
            Limits limits) {
        this(roots, target, state, interval, frames, tiers, limits, Levels.OFF);
    }

    /// The same with other rules for files on the target.
    public FleetSettings withLevels(Levels other) {
        return new FleetSettings(roots, target, state, interval, frames, tiers, limits, other, ledger);
    }

    /// The same with other limits.
    public FleetSettings withLimits(Limits other) {
        return new FleetSettings(roots, target, state, interval, frames, tiers, other, levels, ledger);
    }

    /// The same with a ledger, or without.
    public FleetSettings withLedger(Duration other) {
        return new FleetSettings(roots, target, state, interval, frames, tiers, limits, levels, other);
    }

    /// What is done with files on the target: merges, snapshots, removals.
    ///
    /// @param rules when files are merged and snapshots are taken
    /// @param retention what stays
    /// @param exceptions which databases have other rules for what stays; the first rule that matches counts
    /// @param places how many databases at a time
    /// @param dryRun whether it is only said what would be removed
    public record Levels(
            LevelRules rules, RetentionRules retention, List<RetentionRule> exceptions, int places, boolean dryRun) {

        /// As Litestream does unless told otherwise, four databases at a time.
        public static final Levels DEFAULT =
                new Levels(LevelRules.DEFAULT, RetentionRules.DEFAULT, List.of(), 4, false);

        /// Files stay as they are.
        public static final Levels OFF =
                new Levels(LevelRules.NONE, RetentionRules.DEFAULT.held(), List.of(), 4, false);

        /// How long a database is left alone after a file came, where level 1 does not say.
        private static final Duration PAUSE = Duration.ofSeconds(30);

        public Levels {
            exceptions = List.copyOf(exceptions);
            if (places < 1) {
                throw new IllegalArgumentException("At least one database at a time, not " + places);
            }
            check(retention);
            exceptions.forEach(exception -> check(exception.rules()));
        }

        /// Another writer confirms its position by these files, if not more often than it has to.
        private static void check(RetentionRules rules) {
            if (rules.level0().compareTo(LEVEL_0_RETENTION) < 0) {
                throw new IllegalArgumentException("Files of level 0 stay for at least " + LEVEL_0_RETENTION + ", not "
                        + rules.level0() + ": until then another writer may not have seen them");
            }
        }

        /// The same for so many databases at a time.
        public Levels withPlaces(int other) {
            return new Levels(rules, retention, exceptions, other, dryRun);
        }

        /// Whether nothing is ever done.
        boolean areOff() {
            return equals(OFF);
        }

        /// How long a database is left alone between two looks at its files.
        Duration pause() {
            return rules.intervals().isEmpty() ? PAUSE : rules.intervals().getFirst();
        }

        Work.Rules rulesOf(Path database) {
            RetentionRules other = exceptions.stream()
                    .filter(exception -> exception.matches(database))
                    .map(RetentionRule::rules)
                    .findFirst()
                    .orElse(retention);
            return new Work.Rules(rules, other);
        }
    }

    /// Which databases have other rules for what stays.
    ///
    /// @param pattern a glob on the absolute path
    public record RetentionRule(PathPattern pattern, RetentionRules rules) {

        boolean matches(Path database) {
            return pattern.matches(PathBytes.of(database));
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

    /// How databases share what there is.
    ///
    /// @param places databases that have their turn at a time; more wait
    /// @param placesOfProject databases of one project that have their turn at a time
    /// @param firstCopiesPerSecond how many first copies may begin in a second; 0 for as many as there is room for
    /// @param weights how much of the time a project has, beside others, by its name; 1 where nothing is said
    public record Turns(int places, int placesOfProject, int firstCopiesPerSecond, Map<String, Integer> weights) {

        /// For a small host, with no project before another.
        public static final Turns DEFAULT = new Turns(256, 128, 0, Map.of());

        public Turns {
            weights = Map.copyOf(weights);
            if (places < 1 || placesOfProject < 1) {
                throw new IllegalArgumentException(
                        "At least one database has its turn, not " + places + ", of a project " + placesOfProject);
            }
            if (firstCopiesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "First copies do not go backwards: " + firstCopiesPerSecond + " a second");
            }
            weights.forEach((project, weight) -> {
                if (weight < 1) {
                    throw new IllegalArgumentException(
                            "The weight of project '" + project + "' is at least 1, not " + weight);
                }
            });
        }
    }

    /// What may be used at the most.
    ///
    /// @param captures captures at a time; each may hold some megabytes
    /// @param turns how databases share what there is
    /// @param inFlightKibibytes captured and not yet uploaded, in memory or scratch files
    /// @param scratchBytes scratch files on disk, all together
    /// @param lastSync how long the last sync may take, when the fleet is asked to stop
    /// @param lock how long a database in rollback mode that never holds still may be read under a lock; zero
    ///     where none is ever to be taken
    public record Limits(
            int captures, Turns turns, int inFlightKibibytes, long scratchBytes, Duration lastSync, Duration lock) {

        /// For a small host.
        public static final Limits DEFAULT =
                new Limits(4, Turns.DEFAULT, 64 * 1024, 8L << 30, Duration.ofSeconds(30), Duration.ofMillis(250));

        public Limits {
            if (lock.isNegative()) {
                throw new IllegalArgumentException("A lock is not held for less than nothing: " + lock);
            }
        }

        /// The same with another bound for shared locks.
        public Limits withLock(Duration other) {
            return new Limits(captures, turns, inFlightKibibytes, scratchBytes, lastSync, other);
        }

        /// The same with another way of sharing.
        public Limits withTurns(Turns other) {
            return new Limits(captures, other, inFlightKibibytes, scratchBytes, lastSync, lock);
        }
    }
}
