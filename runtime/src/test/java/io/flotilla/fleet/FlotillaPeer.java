package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The engine itself, with room for one hot database, which is stopped and started again over one state directory.
final class FlotillaPeer implements Peer {

    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final long LOOK_MILLIS = 50;

    private final Path directory;
    private final MemoryTarget target = new MemoryTarget();
    private final Seen seen = new Seen();
    private final TestFleet.Odd odd;
    private Optional<TestFleet> opened = Optional.empty();
    private CompletableFuture<FleetSummary> run = new CompletableFuture<>();

    FlotillaPeer(Path directory, Tier always, String... roots) {
        this.directory = directory;
        this.odd = TestFleet.Odd.NOTHING
                .withWitness(seen)
                .withTiers(activity -> always, 1)
                .withRoots(roots);
    }

    /// Remembers when each database was last found complete on the target.
    private static final class Seen implements FleetWitness {

        private final Map<DatabaseId, Instant> complete = new HashMap<>();

        @Override
        public synchronized void acknowledged(Acknowledgement acknowledgement) {
            note(acknowledgement.database(), acknowledgement.startedAt());
        }

        @Override
        public synchronized void foundNothingNew(DatabaseId database, Instant startedAt) {
            note(database, startedAt);
        }

        private void note(DatabaseId database, Instant startedAt) {
            complete.put(database, startedAt);
            notifyAll();
        }

        /// Until the database was found complete at or after a moment, or nothing has touched it since it was.
        synchronized void await(DatabaseId database, Instant moment, Callable<Boolean> isClean) throws Exception {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (complete.getOrDefault(database, Instant.EPOCH).isBefore(moment) && !isClean.call()) {
                assertThat(end - System.nanoTime())
                        .as("patience for what was committed at %s", moment)
                        .isPositive();
                wait(LOOK_MILLIS);
            }
        }
    }

    @Override
    public void start() throws Exception {
        var fleet = new TestFleet(directory, target, odd);
        opened = Optional.of(fleet);
        run = fleet.fleet().runInBackground(INTERVAL);
    }

    @Override
    public void awaitShipped(String name) throws Exception {
        Instant now = Instant.now();
        TestFleet fleet = opened.orElseThrow();
        seen.await(fleet.id(name), now, () -> fleet.isClean(name));
    }

    @Override
    public void stop() throws Exception {
        TestFleet fleet = opened.orElseThrow();
        fleet.fleet().stop();
        assertThat(run.get(1, TimeUnit.MINUTES).problems()).isEmpty();
        close();
    }

    @Override
    public void once() throws Exception {
        assertThat(TestFleet.once(directory, target, odd).problems()).isEmpty();
    }

    /// As before, where something cannot be taken.
    FleetSummary attemptOnce() throws Exception {
        return TestFleet.once(directory, target, odd);
    }

    @Override
    public int restore(String name, Path output) throws Exception {
        var request = new RestoreRequest(ObjectKey.of(name), new RestorePoint.Latest(), output);
        RestoreResult result =
                new Restore(new LtxStore(target, ReplicaLayout.LTX_FOLDER)).restore(request, RestoreProgress.NONE);
        return result instanceof RestoreResult.Restored ? 0 : 1;
    }

    @Override
    public void close() {
        opened.ifPresent(TestFleet::close);
        opened = Optional.empty();
    }
}
