package io.flotilla.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the engine at its system calls. A few of them in each build; for all of them, or as many as a number says:
///
/// ```
/// mvn test -pl runtime -am -Dtest=CrashPointsTest -Dsurefire.failIfNoSpecifiedTests=false \
///     -Dflotilla.crashpoints=all -Dflotilla.crash.record=FILE -Dflotilla.crash.directory=/dev/shm
/// ```
///
/// `-Dflotilla.crash.seed=N` repeats the random choices of a run, a record lets a later run go on, and in the directory
/// stays what was found to be wrong. `strace` counts the calls of each thread on its own; nearly all of the engine's
/// work is on one.
class CrashPointsTest {

    /// How often each kind of call is made at least, in every scenario.
    private static final Map<String, Integer> SLICE = new TreeMap<>(Map.of(
            "write",
            3,
            "pwrite64",
            50,
            "fsync",
            20,
            "link",
            3,
            "unlink",
            5,
            "mkdir",
            3,
            "openat",
            60,
            "close",
            60,
            "fcntl",
            120,
            "utimensat",
            3));

    private final long seed = Long.getLong("flotilla.crash.seed", System.nanoTime());
    private final Tally tally = new Tally();

    @TempDir
    Path temporary;

    @Test
    void losesNothingThoughKilledAtAnySystemCall() throws Exception {
        StraceRun.assumeUsable();
        String wanted = System.getProperty("flotilla.crashpoints", "");
        Path directory = directory();
        if (wanted.isEmpty()) {
            slice(directory);
        } else {
            campaign(directory, wanted.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(wanted));
        }
        System.out.println(tally.text("Crash points", seed));
        assertThat(tally.faults()).as("seed %s", seed).isEmpty();
        assertThat(tally.fired()).isPositive();
    }

    private void slice(Path directory) throws Exception {
        var random = new Random(seed);
        List<Scenario> scenarios = Scenarios.all();
        try (var points = new CrashPoints(EngineJvm.plain(directory.resolve("jvm")), directory)) {
            for (Map.Entry<String, Integer> call : SLICE.entrySet()) {
                Scenario scenario = scenarios.get(random.nextInt(scenarios.size()));
                int number = 1 + random.nextInt(call.getValue());
                CrashPoints.Result result = attempt(points, scenario, call.getKey(), number);
                assertThat(result.fired())
                        .as("%s, seed %s", result.point(), seed)
                        .isTrue();
            }
        }
    }

    private void campaign(Path directory, int atMost) throws Exception {
        PointRecord record = PointRecord.open();
        try (var points = new CrashPoints(EngineJvm.cached(directory.resolve("jvm")), directory)) {
            List<Planned> plan = plan(points);
            System.out.println("Crash points: " + plan.size() + " known, seed " + seed);
            for (Planned planned : plan) {
                if (tally.fired() >= atMost) {
                    return;
                }
                if (!record.has(planned.point())) {
                    attempt(points, planned, record);
                }
            }
            behindTheLast(points, plan, record);
        }
    }

    private record Planned(Scenario scenario, CrashPoints.Point point) {}

    /// Every call that a run makes; first those that change something, in random order.
    private List<Planned> plan(CrashPoints points) throws Exception {
        List<Planned> changing = new ArrayList<>();
        List<Planned> reading = new ArrayList<>();
        for (Scenario scenario : Scenarios.all()) {
            for (Map.Entry<String, Integer> call : new TreeMap<>(points.count(scenario)).entrySet()) {
                List<Planned> list = CrashPoints.CHANGING.contains(call.getKey()) ? changing : reading;
                for (int number = 1; number <= call.getValue(); number++) {
                    list.add(new Planned(scenario, new CrashPoints.Point(scenario.name(), call.getKey(), number)));
                }
            }
        }
        var random = new Random(seed);
        Collections.shuffle(changing, random);
        Collections.shuffle(reading, random);
        changing.addAll(reading);
        return changing;
    }

    /// Runs differ a little: goes on behind the last known call of each kind, until there is none.
    private void behindTheLast(CrashPoints points, List<Planned> plan, PointRecord record) throws Exception {
        Map<String, Planned> last = new TreeMap<>();
        for (Planned planned : plan) {
            last.merge(
                    planned.point().scenario() + " " + planned.point().call(),
                    planned,
                    (one, other) -> one.point().number() > other.point().number() ? one : other);
        }
        for (Planned planned : last.values()) {
            CrashPoints.Point point = planned.point();
            int number = point.number();
            boolean fired = true;
            while (fired) {
                number++;
                var next = new CrashPoints.Point(point.scenario(), point.call(), number);
                fired = !record.has(next) && attempt(points, new Planned(planned.scenario(), next), record);
            }
        }
    }

    private boolean attempt(CrashPoints points, Planned planned, PointRecord record) throws Exception {
        CrashPoints.Result result = attempt(
                points,
                planned.scenario(),
                planned.point().call(),
                planned.point().number());
        record.add(
                result.point(),
                (result.fired() ? "fired" : "not fired") + "\t" + result.acknowledged() + "\t" + result.faults() + "\t"
                        + result.at());
        return result.fired();
    }

    private CrashPoints.Result attempt(CrashPoints points, Scenario scenario, String call, int number)
            throws Exception {
        CrashPoints.Result result = points.attempt(scenario, new CrashPoints.Point(scenario.name(), call, number));
        tally.add(call, result.fired(), result.acknowledged());
        for (String fault : result.faults()) {
            tally.fault(result.point(), fault);
            System.out.println(result + " seed " + seed);
        }
        return result;
    }

    private Path directory() throws IOException {
        String named = System.getProperty("flotilla.crash.directory");
        return named == null ? temporary : Files.createTempDirectory(Path.of(named), "crash-points");
    }
}
