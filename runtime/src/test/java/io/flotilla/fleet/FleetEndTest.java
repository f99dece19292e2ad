package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The end of a fleet in which much is not uploaded yet.
class FleetEndTest {

    private static final int DATABASES = 1000;

    /// Nobody has turns but for what is new, and there is time for all of that.
    private static final TestFleet.Odd CALM =
            TestFleet.Odd.NOTHING.withTiers(activity -> Tier.COLD, 0).withLastSync(Duration.ofMinutes(4));

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());

    private SourceDirectory source;

    @BeforeEach
    void writesTheDatabases() throws Exception {
        source = new SourceDirectory(Files.createDirectory(directory.resolve("source")));
        source.write("0.db", "create table t(x)");
        for (int i = 1; i < DATABASES; i++) {
            Files.copy(source.path().resolve("0.db"), source.path().resolve(i + ".db"));
        }
        assertThat(TestFleet.once(directory, target, CALM).files()).isEqualTo(DATABASES);
    }

    private void dirtyAll() throws Exception {
        for (int i = 0; i < DATABASES; i++) {
            source.write(i + ".db", "insert into t values (1)");
        }
    }

    @Test
    void theLastSyncBringsAThousandDirtyDatabasesToTheTarget() throws Exception {
        dirtyAll();
        try (var opened = new TestFleet(directory, target, CALM)) {
            var run = opened.fleet().runInBackground(Duration.ofMinutes(1));
            opened.fleet().stop();

            assertThat(run.get(5, TimeUnit.MINUTES).problems()).isEmpty();
        }
        TestFleet.assertRestored(directory, target, "0.db");
        TestFleet.assertRestored(directory, target, "999.db");
    }

    @Test
    void aDeadTargetIsNamedForEachDatabaseAndTheNextStartMakesItWhole() throws Exception {
        dirtyAll();
        var dead = new FaultyTarget(target);
        Fault pulled = Fault.unavailable(Calls.all(Operation.LIST));
        dead.add(pulled);
        dead.add(Fault.unavailable(Calls.all(Operation.PUT)));
        var odd = CALM.withLastSync(Duration.ofSeconds(2));
        try (var opened = new TestFleet(directory, dead, odd)) {
            var run = opened.fleet().runInBackground(Duration.ofMinutes(1));
            opened.fleet().stop();

            assertThat(run.get(5, TimeUnit.MINUTES).problems()).hasSize(DATABASES);
            assertThat(opened.fleet().protection().unprotected()).hasSize(DATABASES);
            assertThat(dead.fired(pulled)).isPositive();
        }

        assertThat(TestFleet.once(directory, target, CALM).files()).isEqualTo(DATABASES);
        TestFleet.assertRestored(directory, target, "500.db");
    }

    @Test
    void aPausedDatabaseIsLeftAloneAndNamedInTheEnd() throws Exception {
        List<DatabaseId> shipped = Collections.synchronizedList(new ArrayList<>());
        var odd = CALM.withWitness(file -> shipped.add(file.database()));
        try (var opened = new TestFleet(directory, target, odd)) {
            DatabaseId late = opened.id("7.db");
            opened.fleet().requests().pause(late);
            opened.fleet().protection().noticed(late);
            dirtyAll();
            opened.fleet().stop();
            var run = opened.fleet().runInBackground(Duration.ofMinutes(1));

            assertThat(run.get(5, TimeUnit.MINUTES).problems())
                    .singleElement()
                    .asString()
                    .contains("7.db", "paused");
            assertThat(shipped).hasSize(DATABASES - 1).doesNotContain(late);
        }
    }
}
