package io.flotilla.service.config;

import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.fleet.FleetSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a configuration says of files on the target.
///
/// @param top what stands outside of `dbs`
/// @param databases those whose `snapshot` counts for all where the top says nothing, as with Litestream
record ConfiguredLevels(Values top, List<DatabaseEntry> databases) {

    static final String LEVEL_0 = "l0-retention";
    private static final FleetSettings.Levels USUAL = FleetSettings.Levels.DEFAULT;

    FleetSettings.Levels settings() {
        RetentionRules usual = USUAL.retention();
        var rules = new LevelRules(
                intervals(), snapshot("snapshot.interval").orElse(USUAL.rules().snapshots()));
        var retention = new RetentionRules(
                longer(length(LEVEL_0).orElse(usual.level0()), shortestLevel0()),
                snapshot("snapshot.retention").orElse(usual.moments()),
                usual.dailies(),
                usual.weeklies(),
                top.find("retention.enabled").isPresent() && !top.isTrue("retention.enabled"));
        return new FleetSettings.Levels(rules, retention, USUAL.exceptions(), USUAL.places(), USUAL.dryRun());
    }

    /// Files of level 0 stay at least as long, whatever a file says.
    static Duration shortestLevel0() {
        return USUAL.retention().level0();
    }

    /// How many levels are said.
    static int count(Values top) {
        return (int) IntStream.iterate(0, i -> i + 1)
                .takeWhile(i -> top.find(interval(i)).isPresent())
                .count();
    }

    static String interval(int index) {
        return "levels[" + index + "].interval";
    }

    private List<Duration> intervals() {
        List<Duration> said = IntStream.range(0, count(top))
                .mapToObj(i -> length(interval(i)).orElseThrow())
                .toList();
        return said.isEmpty() ? USUAL.rules().intervals() : said;
    }

    private Optional<Duration> snapshot(String key) {
        return length(key)
                .or(() -> databases.stream()
                        .flatMap(database -> database.values().find(key).stream())
                        .findFirst()
                        .flatMap(value -> Plain.duration(value.text())));
    }

    private Optional<Duration> length(String key) {
        return top.find(key).flatMap(value -> Plain.duration(value.text()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
