package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Moments;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Little or nothing is written. For use by one thread.
final class QuietPart {

    private static final int COLD_WRITTEN = 5_000;
    private static final Duration LONGEST_SWEEP = Duration.ofSeconds(60);
    private static final Duration LONGEST_TOLD = Duration.ofSeconds(3);

    /// A sweep itself takes a while, in which it comes to the database that was written.
    private static final Duration SWEEP_AND_TURN = Duration.ofSeconds(1);

    private final Bench bench;
    private final BenchOptions options;
    private final Figures figures;

    QuietPart(Bench bench, Figures figures) {
        this.bench = bench;
        this.options = bench.options();
        this.figures = figures;
    }

    void detectWithEvents() throws IOException, InterruptedException {
        boolean isTold = bench.runningEngine().state().of("told") == 1;
        Detection seen = detect();
        figures.add(
                Phase.DETECT,
                detected("commit to detected, with events", Duration.ofSeconds(1), seen)
                        .onlyIf(isTold, "there were no events"));
    }

    private Detection detect() throws IOException, InterruptedException {
        EngineProcess engine = bench.runningEngine();
        bench.awaitQuiet(engine);
        boolean isTold = engine.state().of("told") == 1;
        bench.say("writing cold databases");
        List<String> names = bench.spread(Math.min(COLD_WRITTEN, options.databases() / 2), 1);
        return Detection.measure(
                engine, bench.place(), names, options.lengths().detect(), isTold ? LONGEST_TOLD : LONGEST_SWEEP);
    }

    private static Figure detected(String name, Duration bar, Detection seen) {
        return Figure.of(
                name + ", p99",
                "≤ " + Amounts.seconds(bar),
                Amounts.seconds(seen.p99()),
                seen.p99().compareTo(bar) <= 0 && seen.missed() == 0,
                seen.commits() + " commits in cold databases, median " + Amounts.seconds(seen.median()) + ", max "
                        + Amounts.seconds(seen.max()) + ", not noticed " + seen.missed());
    }

    Idle measure() throws IOException, InterruptedException {
        EngineProcess engine = bench.runningEngine();
        bench.awaitQuiet(engine);
        bench.say("until what was written is merged");
        bench.awaitSettled(engine);
        bench.say("nothing is written, " + Amounts.duration(options.lengths().idle()));
        boolean isTold = engine.state().of("told") == 1;
        return Idle.measure(engine, options.lengths().idle(), isTold ? 0 : Idle.SWEEPS);
    }

    Idle idle() throws IOException, InterruptedException {
        Idle idle = measure();
        boolean isTold = bench.runningEngine().state().of("told") == 1;
        String how = Amounts.duration(idle.length()) + ", " + idle.sweeps() + " sweeps"
                + (isTold ? "" : "; the system told nothing");
        figures.add(
                Phase.IDLE,
                Figure.of(
                                "processor while idle, events on",
                                "≤ 1 %",
                                Amounts.percent(idle.processor()),
                                idle.processor() <= 0.01,
                                how)
                        .onlyIf(isTold, "there were no events"));
        figures.add(
                Phase.IDLE,
                Figure.of(
                                "requests while idle",
                                "0",
                                Amounts.count(idle.requests()),
                                idle.requests() == 0,
                                "counted at the target, " + how)
                        .onlyIf(isTold || idle.sawSweeps(), "nothing was looked at"));
        return idle;
    }

    void restart() throws IOException, InterruptedException {
        bench.say("restart");
        bench.awaitQuiet(bench.runningEngine());
        EngineProcess engine = bench.engine();
        bench.awaitQuiet(engine);
        Numbers state = engine.state();
        Duration time = Duration.between(engine.started(), Moments.of(state.of("firstSweep")));
        boolean isFine = time.toMillis() <= 3000 && state.requests() == 0;
        figures.add(
                Phase.RESTART,
                Figure.of(
                        "restart until all are watched",
                        "≤ 3 s, 0 requests",
                        Amounts.seconds(time) + ", " + state.requests() + " requests",
                        isFine,
                        "from the start of the process to the end of the first sweep; processor "
                                + Amounts.seconds(engine.processorTime())));
    }

    void sweep() throws IOException, InterruptedException {
        EngineProcess engine = bench.engine("--sweeps-alone");
        Idle idle = measure();
        figures.add(
                Phase.SWEEP,
                Figure.of(
                                "processor while idle, sweeps alone",
                                "≤ 5 %",
                                Amounts.percent(idle.processor()),
                                idle.processor() <= 0.05,
                                Amounts.duration(idle.length()) + ", a sweep every "
                                        + String.format(Locale.ROOT, "%.1f s", idle.secondsBetweenSweeps()))
                        .onlyIf(idle.sawSweeps(), "only " + idle.sweeps() + " sweeps were seen"));
        Detection seen = detect();
        figures.add(
                Phase.SWEEP,
                detected(
                                "commit to detected, sweeps alone",
                                seen.betweenSweeps().plus(SWEEP_AND_TURN),
                                seen)
                        .onlyIf(!seen.betweenSweeps().isZero(), "there was no sweep"));
        if (engine.state().of("told") == 1) {
            throw new IOException("The replicator was told of changes although it should not have been");
        }
        bench.stopEngine();
    }
}
