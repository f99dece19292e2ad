package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ledger.Ledger;
import io.flotilla.ledger.LedgerEntry;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
import io.flotilla.store.HookedTarget;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFeedTest {

    private static final ObjectKey A = ObjectKey.of("a.db");
    private static final ObjectKey B = ObjectKey.of("b.db");
    private static final ObjectKey C = ObjectKey.of("c.db");

    private static final Duration LAST_SYNC = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private Path source;
    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);

    @BeforeEach
    void create() throws Exception {
        source = Files.createDirectory(directory.toRealPath().resolve("source"));
        write("a.db");
        write("b.db");
        mode("b.db", "rw-r-----");
    }

    @Test
    void notesOwnersAndModes() throws Exception {
        once(Duration.ofMinutes(1));

        assertThat(ledger().at(B, Instant.MAX)).isInstanceOfSatisfying(Ledger.State.There.class, there -> {
            assertThat(there.owner().mode()).isEqualTo(0640);
            assertThat(there.owner().user()).isEqualTo(number("b.db", "unix:uid"));
        });
    }

    @Test
    void notesWhatWentAndWhatWasRenamed() throws Exception {
        once(Duration.ofMinutes(1));
        Files.delete(source.resolve("a.db"));
        Files.move(source.resolve("b.db"), source.resolve("c.db"));

        once(Duration.ofMinutes(1));

        Ledger ledger = ledger();
        assertThat(ledger.at(A, Instant.MAX)).isInstanceOf(Ledger.State.Gone.class);
        assertThat(ledger.at(B, Instant.MAX)).isInstanceOf(Ledger.State.Gone.class);
        assertThat(ledger.of(C)).singleElement().isInstanceOfSatisfying(LedgerEntry.Renamed.class, renamed -> {
            assertThat(renamed.from()).isEqualTo(B);
            assertThat(renamed.owner().mode()).isEqualTo(0640);
        });
    }

    @Test
    void notesThatOneCameBack() throws Exception {
        once(Duration.ofMinutes(1));
        Path aside = Files.move(source.resolve("a.db"), directory.resolve("aside"));
        once(Duration.ofMinutes(1));
        Files.move(aside, source.resolve("a.db"));

        once(Duration.ofMinutes(1));

        assertThat(ledger().of(A)).hasSize(3);
        assertThat(ledger().at(A, Instant.MAX)).isInstanceOf(Ledger.State.There.class);
    }

    /// What the ledger has is not noted again, and no request more is made for it than one listing and one
    /// read.
    @Test
    void writesNothingWhereNothingHappened() throws Exception {
        once(Duration.ofMinutes(1));
        long puts = target.calls(Operation.PUT);

        once(Duration.ofMinutes(1));

        assertThat(target.calls(Operation.PUT)).isEqualTo(puts);
    }

    /// The replicas do not wait for the ledger, and what could not be noted is noted by the next start.
    @Test
    void catchesUpAfterAFailure() throws Exception {
        target.add(Fault.unavailable(Calls.only(Operation.PUT, 3)));
        FleetSummary summary = once(Duration.ofMinutes(1));
        assertThat(summary.files()).isEqualTo(2);

        once(Duration.ofMinutes(1));

        assertThat(ledger().replicas()).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void notesNothingWhereNobodyAskedForIt() throws Exception {
        once(Duration.ZERO);

        assertThat(memory.list(ListRequest.below(ObjectKey.of(".flotilla"))).objects())
                .isEmpty();
    }

    private Ledger ledger() throws IOException {
        return new LedgerStore(memory).read();
    }

    /// As on a disk that stands still, whoever writes there waits, also where it is interrupted: looks go on,
    /// and the end comes.
    @Test
    @Tag("P-9")
    @Tag("S-3")
    void aLedgerThatIsNeverWrittenHoldsUpNeitherLooksNorTheEnd() throws Exception {
        var begun = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var wedged = new HookedTarget(memory);
        wedged.storing(batch -> {
            if (batch.stream().anyMatch(each -> each.key().toString().startsWith(".flotilla/"))) {
                begun.countDown();
                awaitUninterruptibly(released);
            }
        });
        try (Fleet fleet = open(wedged, Duration.ofMillis(10))) {
            var run = fleet.runInBackground(Duration.ofMillis(20));
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(run).isNotDone();
            assertThat(released.await(400, TimeUnit.MILLISECONDS)).isFalse();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (fleet.heartbeats().ages().get(Heartbeats.Loop.LOOKS).toMillis() > 200) {
                assertThat(System.nanoTime()).as("it looks").isLessThan(end);
                Thread.onSpinWait();
            }

            fleet.stop();

            assertThat(run.get(20, TimeUnit.SECONDS).problems()).isEmpty();
            released.countDown();
        } finally {
            released.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch released) {
        boolean isInterrupted = false;
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException ignored) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private FleetSummary once(Duration ledger) throws Exception {
        try (Fleet fleet = open(target, ledger)) {
            return fleet.once();
        }
    }

    private Fleet open(ReplicaTarget to, Duration ledger) throws IOException {
        FleetSettings.Limits some = FleetSettings.Limits.DEFAULT;
        var settings = new FleetSettings(
                        List.of(Root.of(source)),
                        TargetUrl.parse(directory.resolve("target").toString()),
                        directory.resolve("state"),
                        Duration.ofMillis(50),
                        FrameEncoding.BLOCK,
                        new FleetSettings.Tiers("of the test", Settings.NONE, 10, List.of()),
                        new FleetSettings.Limits(
                                some.captures(),
                                some.turns(),
                                some.inFlightKibibytes(),
                                some.scratchBytes(),
                                LAST_SYNC,
                                some.lock()),
                        FleetSettings.Levels.OFF)
                .withLedger(ledger);
        var store = new LtxStore(to, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, PosixDisk.open(), InstantSource.system(), new Random());
        var opened = assembly.openCatalog();
        return assembly.fleet(
                new Engine(
                        opened,
                        assembly.scanner(opened.catalog()),
                        assembly.tierManager(opened.catalog(), activity -> Tier.COLD),
                        assembly.replicator(opened.catalog(), store)),
                store,
                FleetWitness.NONE);
    }

    private void write(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source.resolve(name));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x)");
        }
    }

    private void mode(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(source.resolve(name), PosixFilePermissions.fromString(mode));
    }

    private Object number(String name, String attribute) {
        try {
            return Files.getAttribute(source.resolve(name), attribute);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
