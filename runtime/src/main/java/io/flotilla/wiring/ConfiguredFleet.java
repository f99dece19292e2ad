package io.flotilla.wiring;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import io.flotilla.tiering.PolicyRule;
import java.util.List;

/// Turns the configuration into what the engine understands.
final class ConfiguredFleet {

    private ConfiguredFleet() {}

    /// Whether the configuration asks for a fleet at all.
    static boolean isWanted(FlotillaConfig config) {
        return config.roots().isPresent();
    }

    /// @throws IllegalStateException where a setting is missing; the text names it
    static FleetSettings settings(FlotillaConfig config) {
        List<String> patterns = config.patterns().orElse(List.of());
        List<String> excludes = config.excludes().orElse(List.of());
        KeyTemplate key = KeyTemplate.of(config.key());
        List<Root> roots = config.roots().orElseThrow(() -> missing("roots")).stream()
                .map(directory -> new Root(directory, patterns, excludes, key))
                .toList();
        FlotillaConfig.Turns turns = config.turns();
        return new FleetSettings(
                roots,
                TargetUrl.parse(config.target().orElseThrow(() -> missing("target"))),
                config.state().orElseThrow(() -> missing("state")),
                config.interval(),
                config.legacyFrames() ? FrameEncoding.LEGACY_FRAME : FrameEncoding.BLOCK,
                tiers(config.tiers()),
                FleetSettings.Limits.DEFAULT
                        .withLock(config.capture().lock())
                        .withTurns(new FleetSettings.Turns(
                                turns.places(),
                                turns.placesOfProject(),
                                turns.firstCopiesPerSecond(),
                                turns.weights())),
                ConfiguredLevels.of(config));
    }

    private static FleetSettings.Tiers tiers(FlotillaConfig.Tiers tiers) {
        List<PolicyRule> rules = tiers.rules().stream()
                .map(rule -> new PolicyRule(rule.pattern(), rule.policy(), new Settings(rule.settings())))
                .toList();
        return new FleetSettings.Tiers(tiers.policy(), new Settings(tiers.settings()), tiers.budget(), rules);
    }

    private static IllegalStateException missing(String name) {
        return new IllegalStateException("flotilla." + name + " is not set, and a fleet cannot do without it");
    }
}
