package io.flotilla.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the engine at its system calls. A few of them in each build; for all of them, or as many kills as a number
/// says:
///
/// ```
/// mvn test -pl runtime -am -Dtest=CrashPointsTest -Dsurefire.failIfNoSpecifiedTests=false \
///     -Dflotilla.crashpoints=all -Dflotilla.crash.record=FILE -Dflotilla.crash.directory=/dev/shm
/// ```
///
/// `-Dflotilla.crash.seed=N` repeats the random choices of a run, and a record lets a later run go on. `strace` counts
/// the calls of each thread on its own; nearly all of the engine's work is on one.
class CrashPointsTest {

    private static final int SLICE = 6;

    /// How often some kinds of calls are made at least, in every scenario.
    private static final Map<String, Integer> OFTEN = new TreeMap<>(Map.of(
            "write",
            3,
            "pwrite64",
            40,
            "fsync",
            15,
            "link",
            3,
            "unlink",
            4,
            "mkdir",
            2,
            "openat",
            40,
            "close",
            40,
            "fcntl",
            80,
            "utimensat",
            3));

    private final Campaign campaign = new Campaign("Crash points");

    @TempDir
    Path temporary;

    @Test
    void losesNothingThoughKilledAtAnySystemCall() throws Exception {
        StraceRun.assumeUsable();
        Path directory = Campaign.directory(temporary);
        int wanted = Campaign.wanted("flotilla.crashpoints");
        if (wanted == 0) {
            slice(directory);
        } else {
            all(directory, wanted);
        }
        campaign.finish(directory);
    }

    private void slice(Path directory) throws Exception {
        Random random = campaign.random();
        List<Scenario> scenarios = Scenarios.all();
        List<String> calls = new ArrayList<>(OFTEN.keySet());
        Collections.shuffle(calls, random);
        try (var points = new CrashPoints(EngineJvm.plain(directory.resolve("jvm")), directory)) {
            for (String call : calls.subList(0, SLICE)) {
                Scenario scenario = scenarios.get(random.nextInt(scenarios.size()));
                int number = 1 + random.nextInt(OFTEN.get(call));
                CrashPoints.Result result = fire(points, scenario, call, number);
                assertThat(result.fired()).as("%s", result).isTrue();
            }
        }
    }

    /// How many calls a thread makes depends on how the work falls to the threads. Where there were fewer, it
    /// is killed at an earlier one.
    private CrashPoints.Result fire(CrashPoints points, Scenario scenario, String call, int number) throws Exception {
        CrashPoints.Result result = attempt(points, scenario, call, number);
        return result.fired() || number == 1 ? result : fire(points, scenario, call, number / 2);
    }

    private void all(Path directory, int wanted) throws Exception {
        PointRecord record = PointRecord.open();
        try (var points = new CrashPoints(EngineJvm.cached(directory.resolve("jvm")), directory)) {
            List<Planned> plan = plan(points);
            System.out.println("Crash points: " + plan.size() + " are known");
            for (Planned planned : plan) {
                if (campaign.tally().fired() >= wanted) {
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
        Collections.shuffle(changing, campaign.random());
        Collections.shuffle(reading, campaign.random());
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
        campaign.tally().add(call, result.fired(), result.acknowledged());
        campaign.report(result.point(), result.at(), result.faults());
        return result;
    }
}
