package io.flotilla.service.bench;

import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Lag;
import java.io.IOException;

/// Some databases are written once a second. For use by one thread.
final class HotPart {

    private final Bench bench;
    private final BenchOptions options;
    private final Figures figures;

    HotPart(Bench bench, Figures figures) {
        this.bench = bench;
        this.options = bench.options();
        this.figures = figures;
    }

    Hot measure(int hot) throws IOException, InterruptedException {
        bench.awaitQuiet(bench.runningEngine());
        bench.say(hot + " hot, " + Amounts.duration(options.lengths().hot()));
        return Hot.measure(
                bench.runningEngine(),
                bench.place(),
                bench.spread(Math.min(hot, options.databases()), 0),
                options.lengths().hot());
    }

    Hot report() throws IOException, InterruptedException {
        Hot hot = measure(options.hot());
        String state = Amounts.count(options.databases()) + " databases, " + Amounts.count(hot.hot()) + " hot, "
                + options.hot() + " written once a second";
        long heap = hot.liveHeap();
        long resident = hot.footprint().residentBytes();
        figures.add(
                Phase.HOT,
                Figure.of(
                        "live heap",
                        "≤ 41 MB",
                        Amounts.megabytes(heap),
                        heap <= 41_000_000,
                        "jcmd GC.class_histogram; " + state));
        figures.add(
                Phase.HOT,
                Figure.of(
                        "resident memory",
                        "≤ 200 MB",
                        Amounts.megabytes(resident),
                        resident <= 200_000_000,
                        "/proc/PID/status, VmRSS, after "
                                + Amounts.duration(options.lengths().hot()) + "; " + state));
        figures.add(
                Phase.HOT,
                Figure.of(
                        "descriptors",
                        "≤ 1,000",
                        Amounts.count(hot.footprint().descriptors()),
                        hot.footprint().descriptors() <= 1000,
                        "/proc/PID/fd"));
        figures.add(
                Phase.HOT,
                Figure.of(
                        "threads",
                        "≤ 60",
                        Amounts.count(hot.footprint().threads()),
                        hot.footprint().threads() <= 60,
                        "/proc/PID/status"));
        Lag lag = hot.lag();
        boolean isFast = lag.median().toMillis() <= 1500 && lag.p99().toMillis() <= 3000 && hot.isComplete();
        figures.add(
                Phase.HOT,
                Figure.of(
                        "commit to acknowledged, p50 / p99",
                        "≤ 1.5 s / 3 s",
                        Amounts.seconds(lag.median()) + " / " + Amounts.seconds(lag.p99()),
                        isFast,
                        Amounts.count(lag.transactions()) + " commits by the writers' ledger, max "
                                + Amounts.seconds(lag.max()) + ", never acknowledged " + lag.unacknowledged()));
        figures.add(
                Phase.HOT,
                Figure.of(
                        "processor while hot",
                        "< 100 %",
                        Amounts.percent(hot.processor()),
                        hot.processor() < 1,
                        "/proc/PID/stat, of one processor"));
        return hot;
    }
}
