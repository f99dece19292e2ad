package io.flotilla.crash;

import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What is wrong with a replicated directory, one line each: what was acknowledged and cannot be restored, what is
/// restored and never was, files that contradict each other, what was left lying about.
final class Verdict {

    /// Begins the line of each acknowledged state that cannot be restored.
    static final String LOST = "LOST ";

    private static final Set<String> STATE = Set.of("catalog.db", "lock", "scratch");

    private final Path directory;
    private final States states;
    private final List<String> faults = new ArrayList<>();

    Verdict(Path directory, States states) {
        this.directory = directory;
        this.states = states;
    }

    /// Restores everything from the target alone, and compares.
    List<String> replicas(List<AcknowledgedRecord> acknowledged) throws IOException {
        try (OpenTarget target = Targets.installed()
                .open(TargetUrl.parse(directory.resolve("target").toString()))) {
            var store = new LtxStore(target.target(), target.layout());
            for (String database : states.databases()) {
                Map<Long, String> restored = restoreAll(store, database);
                compare(database, restored);
                acknowledged.stream()
                        .filter(record -> record.database().equals(database))
                        .forEach(record -> compare(record, restored));
            }
        }
        return faults;
    }

    /// Checks that everything is on the target, and nothing is left of unfinished work.
    List<String> isAtRest(List<String> problems) throws IOException {
        problems.forEach(problem -> faults.add("a problem stays: " + problem));
        Map<String, String> source = States.look(directory.resolve("source"));
        if (!source.equals(states.last())) {
            faults.add("the databases are not in their last state: the scenario was not run to its end");
        }
        leftBehind(directory.resolve("state"), STATE);
        leftBehind(directory.resolve("state/scratch"), Set.of());
        leftBehind(directory.resolve("target/.flotilla-tmp"), Set.of());
        return isOnTarget(states.count());
    }

    /// Checks that the newest state on the target is, of each database, the one after so many writings.
    List<String> isOnTarget(int written) throws IOException {
        Map<String, String> latest = latest();
        states.all(written).forEach((database, state) -> {
            String found = latest.getOrDefault(database, "nothing");
            if (!found.equals(state)) {
                faults.add(database + ": the newest state on the target is not the database's: "
                        + describe(database, found));
            }
        });
        return faults;
    }

    /// Checks that every database that is not on the target as it is now is named among the problems, or a directory
    /// above it that cannot be read.
    List<String> tellsTheTruth(List<String> problems) throws IOException {
        Map<String, String> latest = latest();
        Path source = directory.resolve("source");
        States.look(source).forEach((database, state) -> {
            boolean isNamed = problems.stream().anyMatch(problem -> isNamed(problem, source, database));
            if (!state.equals(latest.get(database)) && !isNamed) {
                faults.add(database + " is not on the target as it is, and nobody says so: " + problems);
            }
        });
        return faults;
    }

    private static boolean isNamed(String problem, Path source, String database) {
        Path path = source.resolve(database);
        boolean isNamed = problem.contains(path.toString());
        while (!isNamed && !path.equals(source)) {
            path = path.resolveSibling("");
            isNamed = problem.contains(path + " cannot");
        }
        return isNamed;
    }

    private Map<String, String> latest() throws IOException {
        Map<String, String> latest = new TreeMap<>();
        try (OpenTarget target = Targets.installed()
                .open(TargetUrl.parse(directory.resolve("target").toString()))) {
            var store = new LtxStore(target.target(), target.layout());
            for (String database : states.databases()) {
                latest.put(database, restore(store, database, new RestorePoint.Latest()));
            }
        }
        return latest;
    }

    private Map<Long, String> restoreAll(LtxStore store, String database) throws IOException {
        Map<Long, String> restored = new TreeMap<>();
        long expected = 1;
        for (ReplicaFile file : store.list(ObjectKey.of(database))) {
            if (!file.level().equals(Level.CAPTURED)) {
                continue;
            }
            if (file.range().min().value() != expected) {
                faults.add(database + ": the file " + file.range() + " follows TXID " + (expected - 1));
            }
            expected = file.range().max().value() + 1;
            restored.put(
                    file.range().max().value(),
                    restore(store, database, new RestorePoint.AsOf(file.range().max())));
        }
        return restored;
    }

    /// The digest of what is restored, or why nothing is.
    private String restore(LtxStore store, String database, RestorePoint point) throws IOException {
        Path output = directory.resolve("restored");
        try {
            var request = new RestoreRequest(ObjectKey.of(database), point, output);
            return switch (new Restore(store).restore(request, RestoreProgress.NONE)) {
                case RestoreResult.Restored restored -> States.digest(Files.readAllBytes(output));
                case RestoreResult.NotRestored(var why) -> "not restored, " + why;
            };
        } catch (IOException damaged) {
            return "not restored, " + damaged;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /// Each state is one that was, and none comes before an earlier one.
    private void compare(String database, Map<Long, String> restored) {
        int before = 0;
        for (Map.Entry<Long, String> entry : restored.entrySet()) {
            int written = states.next(database, entry.getValue(), before);
            if (written >= 0) {
                before = written;
            } else if (states.latest(database, entry.getValue()) >= 0) {
                faults.add(database + ": TXID " + entry.getKey() + " goes back behind state " + before);
            } else {
                faults.add(database + ": TXID " + entry.getKey() + " is no state that was: " + entry.getValue());
            }
        }
    }

    private void compare(AcknowledgedRecord record, Map<Long, String> restored) {
        String found = restored.getOrDefault(record.txId(), "nothing");
        if (!states.had(record, found)) {
            faults.add(LOST + record + ": " + describe(record.database(), found));
        }
    }

    private String describe(String database, String digest) {
        int written = states.latest(database, digest);
        return written < 0 ? digest : "state " + written + " of " + states.count();
    }

    private void leftBehind(Path place, Set<String> expected) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.list(place)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !expected.contains(name))
                    .forEach(name -> faults.add("left behind: " + place + "/" + name));
        }
    }
}
