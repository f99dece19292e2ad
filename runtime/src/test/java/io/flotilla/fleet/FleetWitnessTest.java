package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a witness hears of a database on its way.
class FleetWitnessTest {

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private SourceDirectory source;

    @BeforeEach
    void makeSource() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("a.db", "create table t(x)");
        TestFleet.settle(source.path().resolve("a.db"));
    }

    @Test
    void theStepsOfACommitComeInOrder() throws Exception {
        assertThat(once().problems()).isEmpty();

        assertThat(heard)
                .filteredOn(step -> !step.equals("noticed"))
                .containsExactly("changed", "captured", "sending 1", "acknowledged 0000000000000001");
    }

    @Test
    void aTurnThatFailedSaysWhyAndTheNextOneGoesTheSameWay() throws Exception {
        target.add(Fault.unavailable(Calls.only(Operation.PUT, 1)));

        assertThat(once().problems()).isEmpty();

        assertThat(heard)
                .filteredOn(step -> !step.equals("noticed"))
                .containsExactly(
                        "changed",
                        "captured",
                        "sending 1",
                        "failed LAGGING target-unavailable",
                        "changed",
                        "captured",
                        "sending 1",
                        "acknowledged 0000000000000001");
    }

    /// A turn that follows for another reason may see the change before the system tells.
    @Test
    void whatTheSystemToldIsKnownFromWhatASweepFound() throws Exception {
        var scanner = new AtomicReference<Scanner>();
        var odd = TestFleet.Odd.NOTHING.withWitness(new Steps()).withScanner(real -> {
            scanner.set(real);
            return real;
        });
        try (var fleet = new TestFleet(directory, target, odd)) {
            Future<FleetSummary> run = fleet.fleet().runInBackground(Duration.ofMillis(50));
            await(() -> heard.contains("acknowledged 0000000000000001"));
            // Nothing is told before the directory is watched; the first sweep may come before that.
            await(() -> scanner.get().isTold());
            heard.clear();
            source.write("a.db", "insert into t values (1)");
            await(() -> heard.contains("told"));
            await(() -> heard.contains("acknowledged 0000000000000002"));
            fleet.fleet().stop();
            assertThat(run.get(1, TimeUnit.MINUTES).problems()).isEmpty();
        }

        assertThat(heard).containsSubsequence("told", "noticed");
        assertThat(heard).containsSubsequence("changed", "captured", "sending 1", "acknowledged 0000000000000002");
    }

    private FleetSummary once() throws Exception {
        return TestFleet.once(directory, target, TestFleet.Odd.NOTHING.withWitness(new Steps()));
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("heard %s", heard).isLessThan(end);
            Thread.sleep(20);
        }
    }

    /// Notes all that it hears.
    private final class Steps implements FleetWitness {

        @Override
        public void acknowledged(Acknowledgement acknowledgement) {
            heard.add("acknowledged " + acknowledgement.txId());
        }

        @Override
        public void told(DatabaseId database) {
            heard.add("told");
        }

        @Override
        public void noticed(DatabaseId database) {
            heard.add("noticed");
        }

        @Override
        public void changed(DatabaseRow row, Instant modified) {
            heard.add("changed");
        }

        @Override
        public void captured(DatabaseId database) {
            heard.add("captured");
        }

        @Override
        public void sending(DatabaseId database, int files) {
            heard.add("sending " + files);
        }

        @Override
        public void failed(DatabaseRow row, DatabaseState state, Why why) {
            heard.add("failed " + state + " " + why.code().code());
        }
    }
}
