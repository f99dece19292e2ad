package io.flotilla.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Many schedules on a few threads, and what happened in all of them.
final class Campaign {

    /// So that the catalogs stay small.
    private static final int SCHEDULES_A_BENCH = 2000;

    private static final int MOST_FAILURES = Integer.getInteger("flotilla.simulation.failures", 1);

    private final long seed;
    private final int schedules;
    private final Path directory;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger benches = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final Tally total = new Tally();
    private Duration took = Duration.ZERO;

    /// @param directory for what the engines keep; it is removed in the end
    Campaign(long seed, int schedules, Path directory) {
        this.seed = seed;
        this.schedules = schedules;
        this.directory = directory;
    }

    /// Runs all schedules, and gives what failed.
    List<String> run(int threads) throws Exception {
        long begin = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> {
                    work();
                    return 0;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            remove(directory);
        }
        took = Duration.ofNanos(System.nanoTime() - begin);
        return failures;
    }

    String report() {
        double perSecond = 1e9 * total.count("schedules") / took.toNanos();
        return "Simulation: seed " + seed + ", " + total.count("schedules") + " schedules in " + took.toSeconds()
                + " s, " + Math.round(perSecond) + " a second\n"
                + total.counts().entrySet().stream()
                        .map(entry -> "%,12d  %s".formatted(entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining("\n"));
    }

    private void work() throws IOException {
        while (next.get() < schedules && failures.size() < MOST_FAILURES) {
            try (Bench bench = new Bench(directory.resolve("bench-" + benches.incrementAndGet()))) {
                for (int i = 0; i < SCHEDULES_A_BENCH && failures.size() < MOST_FAILURES; i++) {
                    int number = next.getAndIncrement();
                    if (number >= schedules) {
                        break;
                    }
                    one(seed + number, bench);
                }
                synchronized (total) {
                    total.addAll(bench.tally());
                }
                remove(bench.directory());
            }
        }
    }

    private void one(long scheduleSeed, Bench bench) throws IOException {
        var schedule = new Schedule(scheduleSeed, bench, new Trace(false));
        try {
            schedule.run();
        } catch (AssertionError | RuntimeException failed) {
            failures.add(explain(scheduleSeed, bench, failed));
        }
        bench.tally().add("schedules");
        bench.tally().add("steps", schedule.steps());
    }

    /// Runs it again, and writes down what happens.
    private static String explain(long scheduleSeed, Bench bench, Throwable failed) throws IOException {
        var trace = new Trace(true);
        String again = "it does not fail again";
        try {
            new Schedule(scheduleSeed, bench, trace).run();
        } catch (AssertionError | RuntimeException same) {
            again = "failed again: " + same;
        }
        Path file = Files.createTempFile("flotilla-simulation-" + scheduleSeed + "-", ".txt");
        Files.write(file, trace.lines());
        var stack =
                Stream.of(failed.getStackTrace()).limit(8).map(Object::toString).collect(Collectors.joining("\n  "));
        return "Schedule " + scheduleSeed + ": " + failed + "\n  " + stack + "\n" + again + "\nTrace: " + file
                + "\nRun it alone: -Dtest=SimulationTest -Dflotilla.simulation.seed=" + scheduleSeed
                + " -Dflotilla.simulation.schedules=1";
    }

    private static void remove(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
