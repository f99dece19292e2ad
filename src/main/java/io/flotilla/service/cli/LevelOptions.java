package io.flotilla.service.cli;

import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.fleet.FleetSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The options that say what is done with files on the target.
final class LevelOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--no-levels",
            description =
                    "Leave files on the target as they were uploaded: no merges, no snapshots, nothing is removed.")
    private boolean off;

    @Option(
            names = "--level",
            paramLabel = "TIME",
            converter = Converters.Interval.class,
            description =
                    "How long files wait until they are merged into level 1; a second --level is for level 2, and so "
                            + "on. Default: 30s, 5m, 1h.")
    private List<Duration> intervals = new ArrayList<>();

    @Option(
            names = "--snapshot-interval",
            paramLabel = "TIME",
            converter = Converters.Length.class,
            description = "How long a change waits until a snapshot has it; 0 = no snapshots. Default: 24h.")
    private @Nullable Duration snapshots;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            converter = Converters.Length.class,
            description = "How far back a database can be restored as of the end of any merged file. Default: 24h.")
    private @Nullable Duration moments;

    @Mixin
    private KeptSnapshots beyond = new KeptSnapshots();

    @Option(names = "--hold", description = "Remove nothing from the target, whatever the rules say.")
    private boolean hold;

    @Option(names = "--retention-dry-run", description = "Only say in the log what would be removed.")
    private boolean dryRun;

    /// Other rules, but for what was said on the command line.
    FleetSettings.Levels over(FleetSettings.Levels usual) {
        if (off) {
            return FleetSettings.Levels.OFF;
        }
        try {
            LevelRules rules = usual.rules();
            RetentionRules kept = usual.retention();
            var levels = new LevelRules(
                    intervals.isEmpty() ? rules.intervals() : intervals,
                    Objects.requireNonNullElse(snapshots, rules.snapshots()));
            var retention = beyond.beside(
                    kept.level0(), Objects.requireNonNullElse(moments, kept.moments()), hold || kept.hold());
            return new FleetSettings.Levels(levels, retention, usual.exceptions(), usual.places(), dryRun);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
