package io.flotilla.service.config;

import io.flotilla.discovery.KeyTemplate;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The fleet of `multi-db`: databases found by patterns, keys made by a template.
record MultiPlan(Configuration configuration, ReplicaPlace template) {

    private static final String SECTION = "multi-db.";
    private static final Pattern SPECIAL = Pattern.compile("[*?\\[\\]{}\\\\]");

    /// So many times as long as a write makes hot, a database stays it.
    private static final int KEEP = 3;

    /// @param source gives after what the state directory is named
    /// @throws ConfigProblem where the template or a pattern cannot be used
    FleetPlan plan(Function<TargetUrl, Path> source) {
        String whole = template.path();
        int brace = whole.indexOf('{');
        if (brace < 0) {
            throw new ConfigProblem(
                    template.line(),
                    "the template '" + whole + "' names no part of a path, so all databases would share"
                            + " one replica: write for example {{project}}/{{database}}/{{branch}}/{{tenant}}");
        }
        int slash = whole.lastIndexOf('/', brace);
        String root = slash < 0 ? "" : whole.substring(0, slash);
        TargetUrl target = template.target(root);
        KeyTemplate key = TopChecks.template(whole.substring(slash + 1), template.line());
        return new FleetPlan(
                source.apply(target), target, roots(key), ListedDatabases.NONE, template.interval(), tiers());
    }

    private List<Root> roots(KeyTemplate key) {
        Map<String, List<String>> byBase = new LinkedHashMap<>();
        for (String pattern : configuration.patterns()) {
            String path = pattern.startsWith("~/") ? configuration.host().home() + pattern.substring(1) : pattern;
            int slash = base(path);
            byBase.computeIfAbsent(slash == 0 ? "/" : path.substring(0, slash), none -> new ArrayList<>())
                    .add(path.substring(slash + 1));
        }
        try {
            return byBase.entrySet().stream()
                    .map(entry -> new Root(Path.of(entry.getKey()), entry.getValue(), List.of(), key))
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw new ConfigProblem(template.line(), String.valueOf(malformed.getMessage()));
        }
    }

    /// The last slash before anything that has a meaning in a glob, or, where nothing has, before the name of the file.
    private static int base(String pattern) {
        var matcher = SPECIAL.matcher(pattern);
        return pattern.lastIndexOf('/', matcher.find() ? matcher.start() : pattern.length());
    }

    private FleetSettings.Tiers tiers() {
        FleetSettings.Tiers usual = FleetSettings.Tiers.DEFAULT;
        int budget = configuration
                .top()
                .find(SECTION + "max-hot-databases")
                .map(value -> Integer.parseInt(value.text()))
                .orElse(usual.budget());
        Settings settings = configuration
                .top()
                .find(SECTION + "hot-promotion.recent-modify-threshold")
                .flatMap(value -> Plain.duration(value.text()))
                .map(MultiPlan::recency)
                .orElse(usual.settings());
        return new FleetSettings.Tiers(usual.policy(), settings, budget, usual.rules());
    }

    private static Settings recency(Duration threshold) {
        return new Settings(Map.of(
                "promote-within",
                threshold.toString(),
                "keep-hot",
                threshold.multipliedBy(KEEP).toString()));
    }
}
