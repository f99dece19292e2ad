package io.flotilla.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Refuses the engine its system calls, with EIO and ENOSPC, once and from then on. A few of them in each build; for
/// all of them, or as many faults as a number says:
///
/// ```
/// mvn test -pl runtime -am -Dtest=ErrorPointsTest -Dsurefire.failIfNoSpecifiedTests=false \
///     -Dflotilla.errorpoints=all -Dflotilla.crash.record=FILE -Dflotilla.crash.directory=/dev/shm
/// ```
///
/// `-Dflotilla.crash.workers=N` tries N points at a time. The other properties are those of [CrashPointsTest].
class ErrorPointsTest {

    private static final int SLICE = 6;

    /// So many idle points are tried for each other one.
    private static final int IDLE = 3;

    /// How often some kinds of calls are made by one thread, in most runs of every scenario.
    private static final List<Often> OFTEN = List.of(
            new Often(Zone.SOURCE, "openat", 10),
            new Often(Zone.SOURCE, "pread64", 6),
            new Often(Zone.SOURCE, "statx", 10),
            new Often(Zone.STATE, "pwrite64", 20),
            new Often(Zone.STATE, "fsync", 2),
            new Often(Zone.STATE, "pread64", 6),
            new Often(Zone.TARGET, "link", 3),
            new Often(Zone.TARGET, "mkdir", 1),
            new Often(Zone.EVERYWHERE, "write", 3),
            new Often(Zone.EVERYWHERE, "fsync", 8));

    private final Campaign campaign = new Campaign("Error points");

    @TempDir
    Path temporary;

    private record Often(Zone zone, String call, int times) {}

    private record Planned(Scenario scenario, ErrorPoints.Point point) {}

    @Test
    void tellsTheTruthAndMakesUpForItWhateverSystemCallFails() throws Exception {
        StraceRun.assumeUsable();
        Path directory = Campaign.directory(temporary);
        int wanted = Campaign.wanted("flotilla.errorpoints");
        if (wanted == 0) {
            slice(directory);
        } else {
            all(directory, wanted);
        }
        campaign.finish(directory);
    }

    @Test
    void aTargetThatRefusesACallIsLeftWithNothingOpen() throws Exception {
        StraceRun.assumeUsable();
        List<Scenario> scenarios = Scenarios.all();
        var refused = List.of(
                new ErrorPoints.Point("open-log", Zone.EVERYWHERE, "flock", "EIO", ErrorPoints.Mode.ONCE, 1),
                new ErrorPoints.Point("open-log", Zone.TARGET, "getdents64", "EIO", ErrorPoints.Mode.ONCE, 1),
                new ErrorPoints.Point("unclean-end", Zone.TARGET, "fstat", "EIO", ErrorPoints.Mode.ALWAYS, 1));
        try (ErrorPoints points = ErrorPoints.in(temporary, EngineJvm.plain(temporary.resolve("jvm")))) {
            for (ErrorPoints.Point point : refused) {
                Scenario scenario = scenarios.stream()
                        .filter(some -> some.name().equals(point.scenario()))
                        .findFirst()
                        .orElseThrow();
                ErrorPoints.Result result = attempt(points, new Planned(scenario, point));
                assertThat(result.fired()).as("%s", result).isTrue();
                assertThat(result.faults()).isEmpty();
            }
        }
    }

    private void slice(Path directory) throws Exception {
        Random random = campaign.random();
        List<Often> often = new ArrayList<>(OFTEN);
        Collections.shuffle(often, random);
        try (ErrorPoints points = ErrorPoints.in(directory, EngineJvm.plain(directory.resolve("jvm")))) {
            for (Often kind : often.subList(0, SLICE)) {
                Scenario scenario =
                        Scenarios.all().get(random.nextInt(Scenarios.all().size()));
                List<String> errors = Zone.errors(kind.call());
                String error = errors.get(random.nextInt(errors.size()));
                ErrorPoints.Mode mode = random.nextBoolean() ? ErrorPoints.Mode.ONCE : ErrorPoints.Mode.ALWAYS;
                int number = 1 + random.nextInt(kind.times());
                ErrorPoints.Result result = fire(points, scenario, kind, error, mode, number);
                assertThat(result.fired()).as("%s", result).isTrue();
            }
        }
    }

    /// How many calls a thread makes depends on how the work falls to the threads, and on what the engine takes along
    /// while the application does not wait for it. Where there were fewer, an earlier one is refused.
    private ErrorPoints.Result fire(
            ErrorPoints points, Scenario scenario, Often kind, String error, ErrorPoints.Mode mode, int number)
            throws IOException, InterruptedException {
        var point = new ErrorPoints.Point(scenario.name(), kind.zone(), kind.call(), error, mode, number);
        ErrorPoints.Result result = attempt(points, new Planned(scenario, point));
        return result.fired() || number == 1 ? result : fire(points, scenario, kind, error, mode, number / 2);
    }

    private void all(Path directory, int wanted) throws Exception {
        PointRecord record = PointRecord.open();
        EngineJvm jvm = EngineJvm.cached(directory.resolve("jvm"));
        try (ErrorPoints points = ErrorPoints.in(directory.resolve("count"), jvm)) {
            all(points, directory, wanted, record);
        }
    }

    private void all(ErrorPoints points, Path directory, int wanted, PointRecord record) throws Exception {
        List<Planned> plan = plan(points);
        Queue<Planned> busy = new ConcurrentLinkedQueue<>(plan);
        busy.removeIf(planned -> record.has(planned.point()));
        System.out.println("Error points: " + plan.size() + " are known, " + busy.size() + " are to be tried");
        Queue<Planned> idle = new ConcurrentLinkedQueue<>(busy);
        busy.removeIf(planned -> planned.point().isIdle());
        idle.removeIf(planned -> !planned.point().isIdle());
        int count = Campaign.workers();
        try (var workers = Executors.newCachedThreadPool()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int worker = 1; worker <= count + IDLE * count; worker++) {
                Path place = directory.resolve("worker-" + worker);
                Queue<Planned> rest = worker <= count ? busy : idle;
                ends.add(workers.submit(() -> work(points.beside(place), rest, record, wanted)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }

    /// One thread's part: an engine ends with the thread that started it.
    private Void work(ErrorPoints own, Queue<Planned> rest, PointRecord record, int wanted) throws Exception {
        try (ErrorPoints points = own) {
            for (Planned next = rest.poll(); next != null; next = rest.poll()) {
                if (campaign.tally().fired() >= wanted) {
                    return null;
                }
                attempt(points, next, record);
            }
        }
        return null;
    }

    /// A point that breaks the harness is a fault, and is tried again by a later run.
    private void attempt(ErrorPoints points, Planned planned, PointRecord record) throws InterruptedException {
        try {
            ErrorPoints.Result result = attempt(points, planned);
            record.add(
                    result.point(),
                    (result.fired() ? "fired" : "not fired") + "\t" + result.acknowledged() + "\t" + result.faults()
                            + "\t" + result.end() + "\t" + result.at());
        } catch (IOException | RuntimeException broken) {
            broken.printStackTrace();
            campaign.report(planned.point(), "an unknown call", List.of("cannot be judged: " + broken));
        }
    }

    /// Every call that a run makes in each zone, and some behind the last one, for runs differ a little; in random
    /// order.
    private List<Planned> plan(ErrorPoints points) throws Exception {
        List<Planned> plan = new ArrayList<>();
        for (Scenario scenario : Scenarios.all()) {
            for (Zone zone : Zone.values()) {
                new TreeMap<>(points.count(scenario, zone)).forEach((call, count) -> {
                    for (int number = 1; number <= count + 1; number++) {
                        addAll(plan, scenario, zone, call, number);
                    }
                });
            }
        }
        Collections.shuffle(plan, campaign.random());
        return plan;
    }

    private static void addAll(List<Planned> plan, Scenario scenario, Zone zone, String call, int number) {
        for (String error : Zone.errors(call)) {
            for (ErrorPoints.Mode mode : ErrorPoints.Mode.values()) {
                var point = new ErrorPoints.Point(scenario.name(), zone, call, error, mode, number);
                plan.add(new Planned(scenario, point));
            }
        }
    }

    private ErrorPoints.Result attempt(ErrorPoints points, Planned planned) throws IOException, InterruptedException {
        ErrorPoints.Result result = points.attempt(planned.scenario(), planned.point());
        campaign.tally()
                .add(
                        planned.point().zone() + " " + planned.point().call() + " "
                                + planned.point().mode(),
                        result.fired(),
                        result.acknowledged());
        campaign.report(result.point(), result.at(), result.faults());
        return result;
    }
}
