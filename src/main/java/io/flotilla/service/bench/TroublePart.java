package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The catalog is lost, and databases are sick. For use by one thread.
final class TroublePart {

    private static final int SICK_ONE_OF = 100;
    private static final int OBJECTS_A_LIST = 1000;

    /// Of the ledger, of uploads that were left behind, and for the last page.
    private static final int MORE_LISTS = 5;

    private final Bench bench;
    private final BenchOptions options;
    private final Figures figures;

    TroublePart(Bench bench, Figures figures) {
        this.bench = bench;
        this.options = bench.options();
        this.figures = figures;
    }

    void lost() throws IOException, InterruptedException {
        bench.say("the catalog is lost");
        bench.awaitQuiet(bench.runningEngine());
        bench.stopEngine();
        Workplace.remove(bench.place().state());
        EngineProcess engine = bench.engine();
        bench.awaitQuiet(engine);
        Duration time = Duration.between(engine.started(), bench.clock().instant());
        long known = engine.copied();
        Numbers state = engine.state();
        long objects = objects();
        long listsAllowed = objects / OBJECTS_A_LIST + MORE_LISTS;
        boolean isFine = state.of("bytesStored") == 0 && known == options.databases();
        figures.add(
                Phase.LOST,
                Figure.of(
                        "catalog lost, until all are known again",
                        "0 B stored",
                        Amounts.seconds(time) + ", " + Amounts.count(state.of("bytesStored")) + " B stored",
                        isFine,
                        Amounts.count(known) + " positions known; " + state.of("put") + " puts, " + state.of("read")
                                + " reads of "
                                + Amounts.megabytes(state.of("targetBytesRead")) + " from the target, "
                                + Amounts.megabytes(state.of("sourceBytesRead")) + " of the databases"));
        figures.add(
                Phase.LOST,
                Figure.of(
                        "catalog lost, LIST requests",
                        "≤ 1 per 1,000 objects",
                        Amounts.count(state.of("list")),
                        state.of("list") <= listsAllowed,
                        Amounts.count(objects) + " files at the target afterwards; the ledger and the end of each"
                                + " listing are requests, too"));
    }

    private long objects() throws IOException {
        try (Stream<Path> files = Files.walk(bench.place().target())) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    void sick() throws IOException, InterruptedException {
        EngineProcess engine = bench.engine();
        bench.awaitQuiet(engine);
        List<String> healthy = bench.spread(options.hot(), 0);
        bench.say("the healthy alone");
        Hot before =
                Hot.measure(engine, bench.place(), healthy, options.lengths().sick());
        bench.awaitQuiet(engine);
        int count = Math.max(3, options.databases() / SICK_ONE_OF);
        try (var sick = new Sick(bench.place(), bench.spread(count, 1))) {
            sick.begin();
            bench.say(count + " sick beside the healthy");
            Hot beside = Hot.measure(
                    engine, bench.place(), healthy, options.lengths().sick());
            sick.check();
            double median = change(before.lag().median(), beside.lag().median());
            double p99 = change(before.lag().p99(), beside.lag().p99());
            figures.add(
                    Phase.SICK,
                    Figure.of(
                                    "lag of the healthy beside " + Amounts.count(count) + " sick, p50 / p99",
                                    "changes by < 5 %",
                                    String.format(Locale.ROOT, "%+.1f %% / %+.1f %%", median * 100, p99 * 100),
                                    Math.abs(median) < 0.05
                                            && Math.abs(p99) < 0.05
                                            && beside.lag().unacknowledged() == 0,
                                    Amounts.seconds(before.lag().median()) + " / "
                                            + Amounts.seconds(before.lag().p99()) + " without, "
                                            + Amounts.seconds(beside.lag().median()) + " / "
                                            + Amounts.seconds(beside.lag().p99())
                                            + " with; processor " + Amounts.percent(before.processor()) + " and "
                                            + Amounts.percent(beside.processor()))
                            .onlyIf(before.isComplete(), "not all commits were acknowledged without the sick"));
        }
        bench.killEngine();
    }

    private static double change(Duration before, Duration after) {
        return (double) after.toMillis() / Math.max(1, before.toMillis()) - 1;
    }
}
