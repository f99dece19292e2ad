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
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFeedTest {

    private static final ObjectKey A = ObjectKey.of("a.db");
    private static final ObjectKey B = ObjectKey.of("b.db");
    private static final ObjectKey C = ObjectKey.of("c.db");

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

    private FleetSummary once(Duration ledger) throws Exception {
        var settings = new FleetSettings(
                        List.of(Root.of(source)),
                        TargetUrl.parse(directory.resolve("target").toString()),
                        directory.resolve("state"),
                        Duration.ofMillis(50),
                        FrameEncoding.BLOCK,
                        new FleetSettings.Tiers("of the test", Settings.NONE, 10, List.of()),
                        FleetSettings.Limits.DEFAULT,
                        FleetSettings.Levels.OFF)
                .withLedger(ledger);
        var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, PosixDisk.open(), InstantSource.system(), new Random());
        var opened = assembly.openCatalog();
        try (Fleet fleet = assembly.fleet(
                new Engine(
                        opened,
                        assembly.scanner(opened.catalog()),
                        assembly.tierManager(opened.catalog(), activity -> Tier.COLD),
                        assembly.replicator(opened.catalog(), store)),
                store,
                FleetWitness.NONE)) {
            return fleet.once();
        }
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
