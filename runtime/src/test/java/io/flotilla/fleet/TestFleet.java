package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestorePoint;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// A fleet over `source` and `state` of one directory, and a target that the test keeps.
final class TestFleet implements AutoCloseable {

    private final Path directory;
    private final LtxStore store;
    private final Catalog catalog;
    private final Fleet fleet;

    /// How a test departs from the usual.
    record Odd(UnaryOperator<Scanner> scanner, FleetSettings.Limits limits, FleetWitness witness) {

        static final Odd NOTHING = new Odd(UnaryOperator.identity(), FleetSettings.Limits.DEFAULT, FleetWitness.NONE);

        Odd withScanner(UnaryOperator<Scanner> other) {
            return new Odd(other, limits, witness);
        }

        Odd withLastSync(Duration lastSync) {
            var some = FleetSettings.Limits.DEFAULT;
            return new Odd(
                    scanner,
                    new FleetSettings.Limits(
                            some.captures(),
                            some.databases(),
                            some.inFlightKibibytes(),
                            some.scratchBytes(),
                            lastSync,
                            some.lock()),
                    witness);
        }

        Odd withWitness(FleetWitness other) {
            return new Odd(scanner, limits, other);
        }
    }

    TestFleet(Path directory, ReplicaTarget target, Odd odd) throws IOException {
        this.directory = directory;
        var settings = new FleetSettings(
                List.of(Root.of(directory.resolve("source"))),
                TargetUrl.parse(directory.resolve("target").toString()),
                directory.resolve("state"),
                Duration.ofMillis(50),
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                odd.limits());
        store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, PosixDisk.open(), Clock.systemUTC(), new Random());
        var opened = assembly.openCatalog();
        catalog = opened.catalog();
        fleet = assembly.fleet(
                new Engine(
                        opened,
                        odd.scanner().apply(assembly.scanner(catalog)),
                        assembly.tierManager(catalog, activity -> Tier.HOT),
                        assembly.replicator(catalog, store)),
                store,
                odd.witness());
    }

    /// Everything that is new to the target, by a fleet of its own.
    static FleetSummary once(Path directory, ReplicaTarget target) throws Exception {
        try (var opened = new TestFleet(directory, target, Odd.NOTHING)) {
            return opened.fleet.once();
        }
    }

    Fleet fleet() {
        return fleet;
    }

    DatabaseRow row(String name) throws IOException {
        Path path = directory.toRealPath().resolve("source").resolve(name);
        return catalog.row(catalog.find(path).orElseThrow());
    }

    /// The target alone gives the database back, byte for byte.
    static void assertRestored(Path directory, ReplicaTarget target, String name) throws Exception {
        var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        Path output = directory.resolve("restored-" + System.nanoTime());
        var request = new RestoreRequest(ObjectKey.of(name), new RestorePoint.Latest(), output);
        assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                .isInstanceOf(RestoreResult.Restored.class);
        assertThat(output).hasSameBinaryContentAs(directory.resolve("source").resolve(name));
    }

    @Override
    public void close() {
        fleet.close();
    }
}
