package io.flotilla.service.api;

import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.service.live.Running;
import io.flotilla.tiering.PolicyRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/// What counts for a fleet at this moment, wherever it was said: in a file, in the environment, on the command
/// line, or nowhere. Of a target only the URL is shown, for its settings hold secrets.
///
/// @param fleet its name
/// @param target the URL of its target
/// @param state the directory of its catalog
/// @param roots where databases are looked for
/// @param intervalSeconds how often every database is looked at, where nothing tells of changes
/// @param ledgerSeconds how long changes of databases' files wait until they are noted; 0 where they are not
@Schema(name = "Configuration")
public record ConfigurationView(
        @Schema(examples = "flotilla") String fleet,
        @Schema(examples = "s3://backups/fleet") String target,
        @Schema(examples = "/var/lib/flotilla") String state,
        List<RootView> roots,
        @Schema(examples = "1.0") double intervalSeconds,
        @Schema(examples = "60.0") double ledgerSeconds,
        TiersView tiers,
        LevelsView levels,
        LimitsView limits) {

    /// In its own copy.
    public ConfigurationView {
        roots = List.copyOf(roots);
    }

    static ConfigurationView of(Running running) {
        FleetSettings settings = running.settings();
        return new ConfigurationView(
                running.name(),
                settings.target().toString(),
                settings.state().toString(),
                settings.roots().stream().map(RootView::of).toList(),
                FleetView.seconds(settings.interval()),
                FleetView.seconds(settings.ledger()),
                TiersView.of(settings.tiers()),
                LevelsView.of(settings.levels()),
                LimitsView.of(settings.limits()));
    }

    /// A directory, or one database.
    ///
    /// @param patterns which files are taken; all where there is none
    /// @param excludes which are not
    /// @param key how the keys of replicas are made
    @Schema(name = "Root")
    public record RootView(
            @Schema(examples = "/srv/tenants") String directory,
            List<String> patterns,
            List<String> excludes,
            @Schema(examples = "{path}") String key) {

        private static RootView of(Root root) {
            return new RootView(
                    root.directory().toString(),
                    root.patterns(),
                    root.excludes(),
                    root.key().toString());
        }
    }

    /// What decides which databases are hot.
    ///
    /// @param budget how many may be
    /// @param rules which databases have another policy; the first that matches counts
    @Schema(name = "Tiers")
    public record TiersView(
            @Schema(examples = "recency") String policy,
            Map<String, String> settings,
            int budget,
            List<PolicyView> rules) {

        private static TiersView of(FleetSettings.Tiers tiers) {
            return new TiersView(
                    tiers.policy(),
                    new TreeMap<>(tiers.settings().values()),
                    tiers.budget(),
                    tiers.rules().stream().map(PolicyView::of).toList());
        }
    }

    /// Another policy for some databases.
    ///
    /// @param pattern a glob on the absolute path
    @Schema(name = "PolicyRule")
    public record PolicyView(String pattern, String policy, Map<String, String> settings) {

        private static PolicyView of(PolicyRule rule) {
            return new PolicyView(
                    rule.pattern(), rule.policy(), new TreeMap<>(rule.settings().values()));
        }
    }

    /// What is done with files on the target.
    ///
    /// @param levelSeconds how long a file of the level below waits to be merged, from level 1 on
    /// @param snapshotSeconds how long a change waits until a snapshot has it; 0 where none are taken
    /// @param exceptions which databases have other rules; the first that matches counts
    /// @param dryRun whether it is only said what would be removed
    @Schema(name = "Levels")
    public record LevelsView(
            List<Double> levelSeconds,
            double snapshotSeconds,
            RetentionView retention,
            List<ExceptionView> exceptions,
            boolean dryRun) {

        private static LevelsView of(FleetSettings.Levels levels) {
            LevelRules rules = levels.rules();
            return new LevelsView(
                    rules.intervals().stream().map(FleetView::seconds).toList(),
                    FleetView.seconds(rules.snapshots()),
                    RetentionView.of(levels.retention()),
                    levels.exceptions().stream().map(ExceptionView::of).toList(),
                    levels.dryRun());
        }
    }

    /// What stays of a replica.
    ///
    /// @param level0Seconds how long a file stays as it was captured, at least
    /// @param momentsSeconds how far back every moment stays
    /// @param dailies of how many days the last snapshot stays
    /// @param weeklies of how many weeks
    /// @param hold whether nothing is removed
    @Schema(name = "Retention")
    public record RetentionView(double level0Seconds, double momentsSeconds, int dailies, int weeklies, boolean hold) {

        private static RetentionView of(RetentionRules rules) {
            return new RetentionView(
                    FleetView.seconds(rules.level0()),
                    FleetView.seconds(rules.moments()),
                    rules.dailies(),
                    rules.weeklies(),
                    rules.hold());
        }
    }

    /// Other rules for some databases.
    ///
    /// @param pattern a glob on the absolute path
    @Schema(name = "RetentionException")
    public record ExceptionView(String pattern, RetentionView retention) {

        private static ExceptionView of(FleetSettings.RetentionRule rule) {
            return new ExceptionView(rule.pattern().toString(), RetentionView.of(rule.rules()));
        }
    }

    /// What may be used at the most.
    ///
    /// @param captures captures at a time
    /// @param turns databases that have their turn at a time
    /// @param turnsOfProject of one project
    /// @param firstCopiesPerSecond how many first copies may begin in a second; 0 for as many as there is room
    /// @param inFlightBytes captured and not yet uploaded
    /// @param scratchBytes scratch files
    /// @param lastSyncSeconds how long the last sync may take
    /// @param lockSeconds how long a database that never holds still may be read under a lock; 0 for never
    @Schema(name = "Limits")
    public record LimitsView(
            int captures,
            int turns,
            int turnsOfProject,
            int firstCopiesPerSecond,
            long inFlightBytes,
            long scratchBytes,
            double lastSyncSeconds,
            double lockSeconds) {

        private static LimitsView of(FleetSettings.Limits limits) {
            FleetSettings.Turns turns = limits.turns();
            return new LimitsView(
                    limits.captures(),
                    turns.places(),
                    turns.placesOfProject(),
                    turns.firstCopiesPerSecond(),
                    limits.inFlightKibibytes() * 1024L,
                    limits.scratchBytes(),
                    FleetView.seconds(limits.lastSync()),
                    FleetView.seconds(limits.lock()));
        }
    }
}
