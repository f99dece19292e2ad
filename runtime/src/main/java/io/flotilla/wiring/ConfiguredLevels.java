package io.flotilla.wiring;

import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.spi.PathPattern;

/// Turns what the configuration says of files on the target into what the engine understands.
final class ConfiguredLevels {

    private ConfiguredLevels() {}

    static FleetSettings.Levels of(FlotillaConfig config) {
        if (!config.levels().enabled()) {
            return FleetSettings.Levels.OFF;
        }
        FlotillaConfig.RetentionConfig retention = config.retention();
        var usual = new RetentionRules(
                retention.level0(), retention.moments(), retention.dailies(), retention.weeklies(), retention.hold());
        return new FleetSettings.Levels(
                new LevelRules(config.levels().intervals(), config.snapshots().interval()),
                usual,
                retention.rules().stream().map(rule -> exception(rule, usual)).toList(),
                config.levels().places(),
                retention.dryRun());
    }

    private static FleetSettings.RetentionRule exception(
            FlotillaConfig.RetentionRuleConfig rule, RetentionRules usual) {
        return new FleetSettings.RetentionRule(
                PathPattern.of(rule.pattern()),
                new RetentionRules(
                        usual.level0(),
                        rule.moments().orElse(usual.moments()),
                        rule.dailies().orElse(usual.dailies()),
                        rule.weeklies().orElse(usual.weeklies()),
                        rule.hold().orElse(usual.hold())));
    }
}
