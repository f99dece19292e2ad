package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// When a fleet that begins counts as ready: after an orderly end at once, else when the target has told how far its
/// replicas are.
class StartTest {

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final CountDownLatch walking = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private SourceDirectory source;

    @BeforeEach
    void replicateOnce() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)");
        assertThat(TestFleet.once(directory, target).problems()).isEmpty();
    }

    @Test
    void afterAnOrderlyEndItIsReadyBeforeItHasLookedAndAsksForNothing() throws Exception {
        long lists = target.calls(Operation.LIST);
        try (var fleet = fleetWhoseWalkWaits()) {
            Future<FleetSummary> run = fleet.fleet().runInBackground(Duration.ofMillis(50));
            assertThat(walking.await(1, TimeUnit.MINUTES)).isTrue();

            assertThat(fleet.fleet().isTargetThere()).isTrue();
            assertThat(target.calls(Operation.LIST)).isEqualTo(lists);

            end(fleet, run);
        }
    }

    @Test
    void whatAWalkFindsIsAskedForAllTheSameWhereItIsMore() throws Exception {
        source.write("b.db", "create table t(x)");
        source.write("c.db", "create table t(x)");
        source.write("d.db", "create table t(x)");
        long lists = target.calls(Operation.LIST);

        assertThat(TestFleet.once(directory, target).files()).isEqualTo(3);

        assertThat(target.calls(Operation.LIST) - lists).isEqualTo(1);
    }

    @Test
    void withoutACatalogItIsNotReadyBeforeTheTargetWasAsked() throws Exception {
        Files.move(directory.resolve("state"), directory.resolve("lost"));
        try (var fleet = fleetWhoseWalkWaits()) {
            Future<FleetSummary> run = fleet.fleet().runInBackground(Duration.ofMillis(50));
            assertThat(walking.await(1, TimeUnit.MINUTES)).isTrue();

            assertThat(fleet.fleet().isTargetThere()).isFalse();

            end(fleet, run);
        }
    }

    private TestFleet fleetWhoseWalkWaits() throws Exception {
        return new TestFleet(directory, target, TestFleet.Odd.NOTHING.withScanner(Waiting::new));
    }

    private void await() {
        walking.countDown();
        try {
            assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Waiting extends OtherScanner {

        Waiting(Scanner scanner) {
            super(scanner);
        }

        @Override
        public Discovered discover() {
            await();
            return super.discover();
        }
    }

    private void end(TestFleet fleet, Future<FleetSummary> run) throws Exception {
        released.countDown();
        fleet.fleet().stop();
        assertThat(run.get(1, TimeUnit.MINUTES).problems()).isEmpty();
    }
}
