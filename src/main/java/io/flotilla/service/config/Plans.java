package io.flotilla.service.config;

import io.flotilla.discovery.Root;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
        Map<Bucket, Numbers> listed = new LinkedHashMap<>();
        Map<String, List<Item>> directories = new LinkedHashMap<>();
        List<DatabaseEntry> entries = configuration.databases();
        for (int number = 0; number < entries.size(); number++) {
            Item item = item(number);
            ReplicaPlace place = item.place();
            checkScheme(place);
            if (item.entry().isDirectory()) {
                String id =
                        item.entry().path() + '\n' + place.target(place.path()).uri() + '\n' + place.settings();
                directories.computeIfAbsent(id, none -> new ArrayList<>()).add(item);
            } else {
                listed.computeIfAbsent(
                                new Bucket(place.type(), place.authority(), place.settings()), none -> new Numbers())
                        .add(number);
            }
        }
        findings.check();
        listed.forEach(this::inBucket);
        directories(List.copyOf(directories.values()));
        if (configuration.isMultiOn()) {
            multi();
        }
        if (entries.isEmpty() && !configuration.isMultiOn()) {
            findings.problem(0, "there is nothing to replicate: no 'dbs', and no 'multi-db' that is enabled");
        }
        findings.check();
        return new Made(plans, findings.notes());
    }

    /// An entry and its place are made anew each time: a million of them would not fit into memory.
    private Item item(int number) {
        DatabaseEntry entry = configuration.databases().get(number);
        return new Item(entry, replicas.place(entry));
    }

    private void checkScheme(ReplicaPlace place) {
        if (!schemes.contains(place.type())) {
            findings.problem(
                    place.line(),
                    "there is no plug-in for replicas of the type '" + place.type() + "'. There are: "
                            + String.join(", ", schemes.stream().sorted().toList()));
        }
    }

    private void inBucket(Bucket bucket, Numbers numbers) {
        var replicasOf = new FirstUses(number -> item(number).place().path());
        numbers.forEach(number -> {
            ReplicaPlace place = item(number).place();
            replicasOf
                    .note(place.path(), number)
                    .ifPresent(before -> findings.problem(
                            place.line(),
                            "the replica of line " + item(before).place().line()
                                    + " lies there already, and two databases cannot share one"));
        });
        int least = bucket.type().equals("file") ? 1 : 0;
        TargetRoots roots = TargetRoots.of(
                () -> numbers.stream()
                        .mapToObj(number -> item(number).place().path())
                        .iterator(),
                least);
        if (roots.all().size() == 1) {
            listed(roots.all().iterator().next(), numbers);
            return;
        }
        Map<String, Numbers> byRoot = new TreeMap<>();
        numbers.forEach(
                number -> byRoot.computeIfAbsent(roots.root(item(number).place().path()), none -> new Numbers())
                        .add(number));
        byRoot.forEach(this::listed);
    }

    private void listed(String root, Numbers numbers) {
        var databases = new ListedDatabases.Builder();
        var intervals = new Intervals(findings);
        numbers.forEach(number -> {
            Item item = item(number);
            String key = TargetRoots.key(root, item.place().path());
            try {
                databases.add(new Listed(
                        item.entry().path(), ObjectKey.of(key), item.entry().isRestoredWhereAbsent()));
            } catch (IllegalArgumentException noKey) {
                findings.problem(item.place().line(), "no replica can be named so: " + noKey.getMessage());
            }
            intervals.add(item.place());
        });
        ReplicaPlace place = item(numbers.first()).place();
        plans.add(new FleetPlan(
                source(configuration.file(), place.target(root)),
                place.target(root),
                List.of(),
                databases.build(),
                intervals.shortest(),
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
            var intervals = new Intervals(findings);
            same.forEach(item -> intervals.add(item.place()));
            List<String> globs = same.stream().map(item -> item.entry().glob()).toList();
            try {
                Path directory = Path.of(first.entry().path());
                plans.add(new FleetPlan(
                        source(directory, target),
                        target,
                        List.of(new Root(directory, globs, List.of())),
                        ListedDatabases.NONE,
                        intervals.shortest(),
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
