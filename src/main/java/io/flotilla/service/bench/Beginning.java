package io.flotilla.service.bench;

import io.flotilla.creation.Created;
import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// The databases are made, and copied to the target for the first time. For use by one thread.
final class Beginning {

    private static final int FEW = 20_000;

    private final Bench bench;
    private final BenchOptions options;
    private final Figures figures;

    Beginning(Bench bench, Figures figures) {
        this.bench = bench;
        this.options = bench.options();
        this.figures = figures;
    }

    void create() throws IOException, SQLException, InterruptedException {
        bench.say("creating");
        Duration before = ownProcessorTime();
        long start = System.nanoTime();
        var made = new AtomicLong(start);
        Created created = bench.create(done -> made.set(System.nanoTime()));
        Duration durable = Duration.ofNanos(System.nanoTime() - start);
        Duration making = Duration.ofNanos(made.get() - start);
        Duration processor = ownProcessorTime().minus(before);
        long perSecond = created.made() * 1_000_000_000 / Math.max(1, making.toNanos());
        figures.add(
                Phase.CREATE,
                Figure.of(
                        "created a second",
                        "≥ 20,000",
                        Amounts.count(perSecond),
                        perSecond >= 20_000,
                        Amounts.count(created.made()) + " of " + created.bytes() + " B in "
                                + Amounts.seconds(making) + ", durable after " + Amounts.seconds(durable)
                                + ", processor "
                                + Amounts.seconds(processor)
                                + (created.sharesBlocks() ? ", shared blocks" : "")));
    }

    private static Duration ownProcessorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void contact() throws IOException, InterruptedException {
        bench.say("first contact");
        EngineProcess engine = bench.engine();
        Duration time = awaitCopies(engine);
        Numbers state = engine.state();
        long perSecond = state.of("put") * 1000 / Math.max(1, time.toMillis());
        figures.add(
                Phase.CONTACT,
                Figure.of(
                        "first contact, databases a second",
                        "≥ 1,500",
                        Amounts.count(perSecond),
                        perSecond >= 1500,
                        Amounts.count(state.of("put")) + " puts, from the start of the process, durable, "
                                + Amounts.seconds(time) + ", processor " + Amounts.seconds(engine.processorTime())));
        if (figures.wants(Phase.CONTACT)) {
            bench.say("the limit of the file system");
            int bytes = Math.toIntExact(state.of("bytesStored") / Math.max(1, state.of("put")));
            int few = Math.min(FEW, options.databases());
            Path other = bench.place().root().resolve("plain");
            long limit = PlainPuts.perSecond(
                    other,
                    IntStream.range(0, few).mapToObj(bench::name).toList(),
                    bytes,
                    bench.atMost(),
                    bench.clock());
            Workplace.remove(other);
            figures.add(
                    Phase.CONTACT,
                    Figure.plain(
                            "the file system's limit, files a second",
                            Amounts.count(limit),
                            "the same target alone: " + Amounts.count(few) + " files of " + bytes
                                    + " B in batches of 128, one thread"));
        }
    }

    private Duration awaitCopies(EngineProcess engine) throws IOException, InterruptedException {
        int all = options.databases();
        boolean isDone = engine.await(state -> state.of("put") >= all, bench.atMost());
        if (!isDone) {
            throw new IOException("First copies were not done within " + Amounts.duration(bench.atMost()) + ": "
                    + engine.state().of("put") + " of " + all);
        }
        return Duration.between(engine.started(), bench.clock().instant());
    }
}
