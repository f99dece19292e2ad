package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseState;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fleet as a whole, over databases that nobody has open while it reads them.
class FleetTest {

    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void makeSource() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
    }

    @Test
    void bringsEveryDatabaseBackByteForByte() throws Exception {
        for (int i = 0; i < 5; i++) {
            write(source.resolve("a/" + i + ".db"), "create table t(x)", "insert into t values (" + i + ")");
        }

        FleetSummary summary = once();

        assertThat(summary.problems()).isEmpty();
        assertThat(summary.databases()).isEqualTo(5);
        assertThat(summary.files()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            assertRestored("a/" + i + ".db");
        }
    }

    @Test
    void shipsOnlyWhatChangedTheSecondTime() throws Exception {
        write(source.resolve("a.db"), "create table t(x)", "insert into t values (zeroblob(100000))");
        write(source.resolve("b.db"), "create table t(x)");
        long first = once().bytes();
        write(source.resolve("a.db"), "insert into t values (2)");

        FleetSummary second = once();

        assertThat(second.files()).isEqualTo(1);
        assertThat(second.bytes()).isLessThan(first);
        assertRestored("a.db");
        assertThat(once().files()).isZero();
    }

    /// There is nothing in it that could be lost.
    @Test
    void anEmptyFileIsNotUnprotected() throws Exception {
        Path empty = Files.createFile(source.resolve("empty.db"));
        Files.setLastModifiedTime(empty, FileTime.from(Instant.now().minusSeconds(3600)));
        TestFleet.settle(empty);
        try (var fleet = new TestFleet(directory, new MemoryTarget(), TestFleet.Odd.NOTHING)) {
            assertThat(fleet.fleet().once().problems()).isEmpty();

            assertThat(fleet.row("empty.db").state()).isEqualTo(DatabaseState.WAITING);
            assertThat(fleet.fleet().protection().unprotected()).isEmpty();
        }
    }

    @Test
    @Tag("P-13")
    void continuesAReplicaWhoseCatalogWasLost() throws Exception {
        write(source.resolve("a.db"), "create table t(x)");
        once();
        write(source.resolve("a.db"), "insert into t values (2)");
        Files.move(directory.resolve("state"), directory.resolve("lost"));

        assertThat(once().problems()).isEmpty();
        assertRestored("a.db");
    }

    /// Nothing is put again for a database that is what its replica says; that is read back, and proved by that.
    @Test
    @Tag("P-13")
    void putsNothingAgainWhereTheCatalogWasLost() throws Exception {
        for (int i = 0; i < 30; i++) {
            write(source.resolve(i % 3 + "/" + i + ".db"), "create table t(x)", "insert into t values (" + i + ")");
        }
        var target = new FaultyTarget(new MemoryTarget());
        TestFleet.once(directory, target);
        write(source.resolve("0/0.db"), "insert into t values (100)");
        TestFleet.once(directory, target);
        long puts = target.calls(Operation.PUT);
        long opens = target.calls(Operation.OPEN);
        long lists = target.calls(Operation.LIST);
        Files.move(directory.resolve("state"), directory.resolve("lost"));

        FleetSummary summary = TestFleet.once(directory, target);
        assertThat(summary.problems()).isEmpty();
        assertThat(summary.files()).isZero();
        assertThat(target.calls(Operation.PUT)).isEqualTo(puts);
        assertThat(target.calls(Operation.LIST) - lists).isEqualTo(1);
        assertThat(target.calls(Operation.OPEN) - opens).isEqualTo(31);

        write(source.resolve("1/1.db"), "insert into t values (101)");
        assertThat(TestFleet.once(directory, target).files()).isEqualTo(1);
        assertThat(target.calls(Operation.LIST) - lists).isLessThanOrEqualTo(2);
        for (String name : List.of("0/0.db", "1/1.db", "2/2.db")) {
            TestFleet.assertRestored(directory, target, name);
        }
    }

    @Test
    @Tag("S-16")
    void stopsADatabaseWhoseReplicaSomebodyElseWrites() throws Exception {
        write(source.resolve("a.db"), "create table t(x)");
        once();
        Files.move(directory.resolve("state"), directory.resolve("other"));
        write(source.resolve("a.db"), "insert into t values (2)");
        once();
        Files.move(directory.resolve("state"), directory.resolve("third"));
        Files.move(directory.resolve("other"), directory.resolve("state"));
        write(source.resolve("a.db"), "insert into t values (3)");

        assertThat(once().problems()).singleElement().asString().contains("FENCED", "was written by");
    }

    @Test
    void followsTheDatabasesUntilItIsStopped() throws Exception {
        write(source.resolve("a.db"), "create table t(x)");
        try (var opened = new OpenedFleet()) {
            var run = opened.fleet.runInBackground(Duration.ofMillis(50));
            write(source.resolve("b.db"), "create table t(x)");
            opened.fleet.stop();
            assertThat(run.get().problems()).isEmpty();
        }
        assertRestored("a.db");
        assertRestored("b.db");
    }

    /// Each upload changes the catalog, so it would never come to an end.
    @Test
    void passesOverItsOwnStateAndReplicasBelowTheRoot() throws Exception {
        write(source.resolve("a.db"), "create table t(x)");
        var target = new MemoryTarget();
        var odd = TestFleet.Odd.NOTHING.withRoots(".");
        assertThat(TestFleet.once(directory, target, odd).databases()).isEqualTo(1);
        write(source.resolve("a.db"), "insert into t values (1)");

        FleetSummary again = TestFleet.once(directory, target, odd);

        assertThat(again.databases()).isEqualTo(1);
        assertThat(again.files()).isEqualTo(1);
    }

    private FleetSummary once() throws Exception {
        try (var opened = new OpenedFleet()) {
            return opened.fleet.once();
        }
    }

    private final class OpenedFleet implements AutoCloseable {

        private final OpenTarget target;
        private final Fleet fleet;

        OpenedFleet() throws Exception {
            TargetUrl url = TargetUrl.parse(directory.resolve("target").toString());
            var settings = new FleetSettings(
                    List.of(Root.of(source)),
                    url,
                    directory.resolve("state"),
                    Duration.ofMillis(50),
                    FrameEncoding.BLOCK,
                    FleetSettings.Tiers.DEFAULT,
                    FleetSettings.Limits.DEFAULT);
            target = Targets.installed().open(url);
            var store = new LtxStore(target.target(), target.layout());
            var assembly = new FleetAssembly(settings, PosixDisk.open(), Clock.systemUTC(), new Random());
            var opened = assembly.openCatalog();
            fleet = assembly.fleet(
                    new Engine(
                            opened,
                            assembly.scanner(opened.catalog()),
                            assembly.tierManager(opened.catalog(), activity -> Tier.HOT),
                            assembly.replicator(opened.catalog(), store)),
                    store,
                    FleetWitness.NONE);
        }

        @Override
        public void close() {
            fleet.close();
            target.close();
        }
    }

    private void assertRestored(String name) throws Exception {
        Path output = directory.resolve("restored-" + System.nanoTime());
        try (OpenTarget target = Targets.installed()
                .open(TargetUrl.parse(directory.resolve("target").toString()))) {
            var store = new LtxStore(target.target(), target.layout());
            var request = new RestoreRequest(ObjectKey.of(name), new RestorePoint.Latest(), output);
            assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                    .isInstanceOf(Restored.class);
        }
        assertThat(output).hasSameBinaryContentAs(source.resolve(name));
    }

    private static void write(Path database, String... statements) throws Exception {
        Files.createDirectories(database.getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
