package io.flotilla.service.config;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The fleets that a configuration asks for: one for each target of listed databases, one for each directory, one for
/// `multi-db`. For use once.
public final class Plans {

    private static final int MOST_DIRECTORIES = 32;

    private final Configuration configuration;
    private final Set<String> schemes;
    private final ReplicaReader replicas;
    private final Findings findings;
    private final List<FleetPlan> plans = new ArrayList<>();

    /// State directories are named after both; two fleets must not share one.
    private final Set<String> names = new HashSet<>();

    private Plans(Configuration configuration, Set<String> schemes) {
        this.configuration = configuration;
        this.schemes = schemes;
        this.replicas = new ReplicaReader(configuration);
        this.findings = new Findings(configuration.file());
    }

    /// What is to be run, and what its owner should know.
    public record Made(List<FleetPlan> fleets, List<String> notes) {

        public Made {
            fleets = List.copyOf(fleets);
            notes = List.copyOf(notes);
        }

        /// How many databases are listed.
        public int listed() {
            return fleets.stream().mapToInt(fleet -> fleet.databases().size()).sum();
        }
    }

    /// Makes the plans.
    ///
    /// @param schemes of the plug-ins that are there
    /// @throws InvalidConfiguration where a replica cannot be where it should, or two would be one
    public static Made of(Configuration configuration, Set<String> schemes) {
        return new Plans(configuration, schemes).make();
    }

    /// What can share targets: one bucket or host, reached in one way.
    private record Bucket(String type, String authority, Settings settings) {}

    private record Item(DatabaseEntry entry, ReplicaPlace place) {}

    private Made make() {
        Map<Bucket, List<Item>> listed = new LinkedHashMap<>();
        Map<String, List<Item>> directories = new LinkedHashMap<>();
        for (DatabaseEntry entry : configuration.databases()) {
            ReplicaPlace place = replicas.place(entry);
            checkScheme(place);
            var item = new Item(entry, place);
            if (entry.isDirectory()) {
                String id = entry.path() + '\n' + place.target(place.path()).uri() + '\n' + place.settings();
                directories.computeIfAbsent(id, none -> new ArrayList<>()).add(item);
            } else {
                listed.computeIfAbsent(
                                new Bucket(place.type(), place.authority(), place.settings()),
                                none -> new ArrayList<>())
                        .add(item);
            }
        }
        findings.check();
        listed.forEach(this::inBucket);
        directories(List.copyOf(directories.values()));
        if (configuration.isMultiOn()) {
            multi();
        }
        if (configuration.databases().isEmpty() && !configuration.isMultiOn()) {
            findings.problem(0, "there is nothing to replicate: no 'dbs', and no 'multi-db' that is enabled");
        }
        findings.check();
        return new Made(plans, findings.notes());
    }

    private void checkScheme(ReplicaPlace place) {
        if (!schemes.contains(place.type())) {
            findings.problem(
                    place.line(),
                    "there is no plug-in for replicas of the type '" + place.type() + "'. There are: "
                            + String.join(", ", schemes.stream().sorted().toList()));
        }
    }

    private void inBucket(Bucket bucket, List<Item> items) {
        Map<String, Integer> lines = new HashMap<>();
        for (Item item : items) {
            Integer before = lines.putIfAbsent(item.place().path(), item.place().line());
            if (before != null) {
                findings.problem(
                        item.place().line(),
                        "the replica of line " + before + " lies there already, and two databases cannot share one");
            }
        }
        int least = bucket.type().equals("file") ? 1 : 0;
        TargetRoots roots = TargetRoots.of(lines.keySet(), least);
        Map<String, List<Item>> byRoot = new TreeMap<>();
        for (Item item : items) {
            byRoot.computeIfAbsent(roots.root(item.place().path()), none -> new ArrayList<>())
                    .add(item);
        }
        byRoot.forEach(this::listed);
    }

    private void listed(String root, List<Item> items) {
        List<Listed> databases = new ArrayList<>(items.size());
        for (Item item : items) {
            String key = TargetRoots.key(root, item.place().path());
            try {
                databases.add(new Listed(
                        item.entry().path(), ObjectKey.of(key), item.entry().isRestoredWhereAbsent()));
            } catch (IllegalArgumentException noKey) {
                findings.problem(item.place().line(), "no replica can be named so: " + noKey.getMessage());
            }
        }
        ReplicaPlace place = items.getFirst().place();
        plans.add(new FleetPlan(
                source(configuration.file(), place.target(root)),
                place.target(root),
                List.of(),
                databases,
                interval(items),
                FleetSettings.Tiers.DEFAULT));
    }

    private void directories(List<List<Item>> directories) {
        if (directories.size() > MOST_DIRECTORIES) {
            findings.problem(
                    directories.get(MOST_DIRECTORIES).getFirst().entry().line(),
                    "there are more than " + MOST_DIRECTORIES + " directories: name them together by the patterns of"
                            + " 'multi-db'");
        }
        for (List<Item> same : directories) {
            Item first = same.getFirst();
            TargetUrl target = first.place().target(first.place().path());
            List<String> globs = same.stream().map(item -> item.entry().glob()).toList();
            try {
                Path directory = Path.of(first.entry().path());
                plans.add(new FleetPlan(
                        source(directory, target),
                        target,
                        List.of(new Root(directory, globs, List.of())),
                        List.of(),
                        interval(same),
                        FleetSettings.Tiers.DEFAULT));
            } catch (IllegalArgumentException malformed) {
                findings.problem(
                        first.entry().values().line("pattern", first.entry().line()),
                        String.valueOf(malformed.getMessage()));
            }
        }
    }

    private void multi() {
        ReplicaPlace template = replicas.template();
        checkScheme(template);
        try {
            plans.add(new MultiPlan(configuration, template)
                    .plan(target -> source(Path.of(configuration.file() + ".multi-db"), target)));
        } catch (ConfigProblem problem) {
            findings.problem(problem);
        }
    }

    private Duration interval(List<Item> items) {
        Duration shortest = items.stream()
                .map(item -> item.place().interval())
                .min(Duration::compareTo)
                .orElseThrow();
        items.stream()
                .filter(item -> !item.place().interval().equals(shortest))
                .forEach(item -> findings.note(
                        item.place().line(),
                        "another replica of this target has the 'sync-interval' " + shortest.toMillis()
                                + "ms, and the shortest counts for all of them"));
        return shortest;
    }

    /// The same where nobody else has it, as it is with one set of settings for a target.
    private Path source(Path source, TargetUrl target) {
        String endpoint = target.settings().text("endpoint").orElse("");
        Path named = endpoint.isEmpty() ? source : Path.of(source + "." + hash(endpoint));
        if (names.add(named + "\n" + target)) {
            return named;
        }
        Path other = Path.of(named + "." + hash(new TreeMap<>(target.settings().values()).toString()));
        names.add(other + "\n" + target);
        return other;
    }

    private static String hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }
}
