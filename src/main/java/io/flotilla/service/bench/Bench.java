package io.flotilla.service.bench;

import io.flotilla.creation.Created;
import io.flotilla.creation.Creation;
import io.flotilla.creation.CreationRequest;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.service.demo.Amounts;
import io.flotilla.service.demo.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/// One fleet of the benchmark, from its databases on. Engines run one after the other. For use by one thread.
final class Bench implements AutoCloseable {

    /// Files of level 0 stay for five minutes, those of level 1 are merged after as long.
    private static final Duration LONGEST_UPKEEP_PAUSE = Duration.ofMinutes(6);

    private final BenchOptions options;
    private final BenchPlace place;
    private final Progress progress;
    private final InstantSource clock;
    private int engines;
    private List<EngineProcess> running = List.of();

    Bench(BenchOptions options, BenchPlace place, Progress progress, InstantSource clock) {
        this.options = options;
        this.place = place;
        this.progress = progress;
        this.clock = clock;
    }

    BenchOptions options() {
        return options;
    }

    BenchPlace place() {
        return place;
    }

    void say(String step) {
        progress.step(step + ", " + Amounts.count(options.databases()) + " databases");
    }

    /// The name of a database, by its number.
    String name(int database) {
        return options.directories().pattern().name(database);
    }

    /// So many of them, evenly spread over the tree.
    List<String> spread(int count, int offset) {
        long all = options.databases();
        return IntStream.range(0, count)
                .mapToObj(i -> name(Math.toIntExact((i * all / count + offset) % all)))
                .toList();
    }

    /// Makes the databases.
    ///
    /// @param progress hears how many there are, from several threads
    Created create(LongConsumer progress) throws IOException, SQLException, InterruptedException {
        Files.createDirectories(place.root());
        BenchTemplate.create(place.template());
        int cores = Runtime.getRuntime().availableProcessors();
        try (var threads = new BoundedThreads(cores)) {
            var request = new CreationRequest(
                    place.template(), options.directories().pattern(), options.databases(), place.source());
            return new Creation(threads, cores).run(request, progress);
        }
    }

    /// Starts a replicator in place of the one before.
    EngineProcess engine(String... more) throws IOException, InterruptedException {
        stopEngine();
        engines++;
        EngineProcess started = EngineProcess.start(place, place.engine(engines), List.of(more), clock);
        running = List.of(started);
        return started;
    }

    /// The one that runs, or a new one.
    EngineProcess runningEngine() throws IOException, InterruptedException {
        return running.isEmpty() ? engine() : running.getFirst();
    }

    /// Ends the replicator with a last sync.
    void stopEngine() throws IOException, InterruptedException {
        if (!running.isEmpty()) {
            running.getFirst().stop();
            running = List.of();
        }
    }

    /// Ends the replicator as it is.
    void killEngine() {
        running.forEach(EngineProcess::close);
        running = List.of();
    }

    /// Waits until the replicator has nothing to do.
    ///
    /// @throws IOException where that takes too long
    void awaitQuiet(EngineProcess engine) throws IOException, InterruptedException {
        boolean isQuiet = engine.await(state -> state.of("sweeps") > 0 && state.busy() == 0, atMost());
        if (!isQuiet) {
            throw new IOException("The replicator still had something to do after " + Amounts.duration(atMost()) + ": "
                    + engine.state());
        }
    }

    /// Waits until nothing is left to be done on the target for what was written, too: merges, and removals of what was
    /// merged. That is so when nobody asked it for longer than the most files wait for either.
    ///
    /// Where it takes too long what is measured next shows it, and so does a quick run, which does not wait.
    void awaitSettled(EngineProcess engine) throws IOException, InterruptedException {
        boolean isQuick = options.lengths().idle().compareTo(LONGEST_UPKEEP_PAUSE) < 0;
        if (isQuick) {
            return;
        }
        long end = System.nanoTime() + atMost().toNanos();
        long asked = -1;
        while (asked != engine.state().requests() && System.nanoTime() < end) {
            asked = engine.state().requests();
            Thread.sleep(LONGEST_UPKEEP_PAUSE);
        }
    }

    Duration atMost() {
        return options.lengths().atMost();
    }

    InstantSource clock() {
        return clock;
    }

    @Override
    public void close() {
        killEngine();
    }
}
