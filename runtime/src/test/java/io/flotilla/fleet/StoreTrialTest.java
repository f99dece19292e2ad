package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.probe.ReplacingTarget;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether a store may be written to, as a fleet finds it out when it starts.
class StoreTrialTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void makeSource() throws Exception {
        var source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)");
    }

    @Test
    void replicatesNothingToAStoreThatReplacesObjects() throws Exception {
        var target = new ReplacingTarget(false);

        assertThatThrownBy(() -> TestFleet.once(directory, target))
                .isInstanceOf(TwoWritersException.class)
                .hasMessageContaining("Two writers are not safe here")
                .hasMessageContaining("one-writer=true");

        assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects()).isEmpty();
    }

    @Test
    void endsAReplicationThatBeganThere() throws Exception {
        try (var opened = new TestFleet(directory, new ReplacingTarget(false), TestFleet.Odd.NOTHING)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));

            assertThatThrownBy(() -> run.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(TwoWritersException.class);
        }
    }

    @Test
    void replicatesWhereSomebodySaidThatThereIsOneWriter() throws Exception {
        var target = new ReplacingTarget(true);

        assertThat(TestFleet.once(directory, target).problems()).isEmpty();

        TestFleet.assertRestored(directory, target, "a.db");
    }

    @Test
    void asksThreeTimesAtTheFirstStartAndNeverAgain() throws Exception {
        var counted = new FaultyTarget(new MemoryTarget());

        assertThat(TestFleet.once(directory, borrowed(counted)).problems()).isEmpty();
        assertThat(counted.calls(Operation.PUT)).isEqualTo(2 + 1);
        assertThat(counted.calls(Operation.DELETE)).isEqualTo(1);
        assertThat(TestFleet.once(directory, borrowed(counted)).problems()).isEmpty();

        assertThat(counted.calls(Operation.PUT)).isEqualTo(2 + 1);
        assertThat(counted.calls(Operation.DELETE)).isEqualTo(1);
    }

    @Test
    void beginsWhenAStoreThatWasAwayAnswers() throws Exception {
        var target = new FaultyTarget(new MemoryTarget());
        Fault away = Fault.unavailable(new Calls(Operation.PUT, 1, 2));
        target.add(away);
        var shipped = new CountDownLatch(1);
        var odd = TestFleet.Odd.NOTHING.withWitness(file -> shipped.countDown());
        try (var opened = new TestFleet(directory, borrowed(target), odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(shipped.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertThat(target.fired(away)).isEqualTo(2);
    }

    /// Nothing goes to a store of which nobody knows whether it replaces objects, also not at the end.
    @Test
    void namesEveryDatabaseWhereTheStoreNeverAnswered() throws Exception {
        var target = new FaultyTarget(new MemoryTarget());
        var asked = new CountDownLatch(1);
        target.add(new Fault.Waits(Calls.all(Operation.PUT), asked::countDown));
        Fault away = Fault.unavailable(Calls.all(Operation.PUT));
        target.add(away);
        var odd = TestFleet.Odd.NOTHING.withLastSync(Duration.ofMillis(50));
        try (var opened = new TestFleet(directory, borrowed(target), odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();

            assertThat(run.get(1, TimeUnit.MINUTES).problems())
                    .singleElement()
                    .asString()
                    .contains("a.db", "the target never answered");
        }
        assertThat(target.fired(away)).isPositive();
    }

    /// A stop that comes in the middle of the first question takes nothing from the databases.
    @Test
    void shipsEverythingWhereTheEndComesBeforeTheFirstAnswer() throws Exception {
        var target = new FaultyTarget(new MemoryTarget());
        var asked = new CountDownLatch(1);
        Fault away = Fault.unavailable(new Calls(Operation.PUT, 1, 1));
        target.add(new Fault.Waits(new Calls(Operation.PUT, 1, 1), asked::countDown));
        target.add(away);
        try (var opened = new TestFleet(directory, borrowed(target), TestFleet.Odd.NOTHING)) {
            var run = opened.fleet().runInBackground(Duration.ofMillis(20));
            assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
            opened.fleet().stop();

            assertThat(run.get(1, TimeUnit.MINUTES).problems()).isEmpty();
        }
        TestFleet.assertRestored(directory, target, "a.db");
    }

    /// The same target, as if its promises were those of a store that others made.
    private static ReplicaTarget borrowed(FaultyTarget target) {
        return new BorrowedTarget(target, Optional.of(new Examination() {
            @Override
            public boolean hasOneWriter() {
                return false;
            }

            @Override
            public List<Finding> examine(ObjectKey scratch) {
                return List.of();
            }
        }));
    }
}
