package io.flotilla.crash;

import io.flotilla.fleet.FleetSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Steers an engine inside the driver's own process: one piece of work at each quiet moment, then the end.
final class HereSteering implements EngineRun.Steering {

    private static final long SETTLED_NANOS = 25_000_000;

    private final List<Work> work;
    private final int writtenBefore;
    private final ConcurrentLinkedQueue<AcknowledgedRecord> acknowledged = new ConcurrentLinkedQueue<>();
    private volatile int begun;
    private volatile int done;
    private volatile Runnable stop = () -> {};
    private volatile Optional<IOException> failure = Optional.empty();

    /// What is done in a quiet moment.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /// A run that never comes to rest is ended after this long.
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private HereSteering(List<Work> work, int writtenBefore) {
        this.work = List.copyOf(work);
        this.writtenBefore = writtenBefore;
    }

    /// How a run ended.
    record Result(FleetSummary summary, List<AcknowledgedRecord> acknowledged) {}

    /// @param writtenBefore how many times the application had written before
    static Result run(Path directory, InstantSource clock, List<Work> work, int writtenBefore)
            throws IOException, InterruptedException {
        var steering = new HereSteering(work, writtenBefore);
        var run = new EngineRun(directory, clock, steering, threads -> threads);
        FleetSummary summary = run.run();
        steering.stop = () -> {};
        if (steering.failure.isPresent()) {
            throw steering.failure.get();
        }
        return new Result(summary, List.copyOf(steering.acknowledged));
    }

    @Override
    public void quiet() {
        if (done == work.size() || failure.isPresent()) {
            stop.run();
            return;
        }
        begun = done + 1;
        try {
            work.get(done).run();
        } catch (IOException failed) {
            failure = Optional.of(failed);
            stop.run();
        }
        done = done + 1;
        LockSupport.parkNanos(SETTLED_NANOS);
    }

    @Override
    public int written() {
        return writtenBefore + done;
    }

    @Override
    public int begun() {
        return writtenBefore + begun;
    }

    @Override
    public void acknowledged(AcknowledgedRecord record) {
        acknowledged.add(record);
    }

    @Override
    public void began(Runnable end) {
        stop = end;
        // Not the end itself, which would keep the engine in memory for as long.
        CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS).execute(() -> stop.run());
    }
}
