package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PosixDisk;
import io.flotilla.disk.Settling;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import io.flotilla.store.LtxStore;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// A fleet over `source` and `state` of one directory, and a target that the test keeps.
public final class TestFleet implements AutoCloseable {

    private final Path directory;
    private final LtxStore store;
    private final Catalog catalog;
    private final Fleet fleet;

    /// How a test departs from the usual.
    public record Odd(
            UnaryOperator<Scanner> scanner,
            FleetSettings.Limits limits,
            FleetWitness witness,
            UnaryOperator<Disk> disk,
            InstantSource clock,
            Tiers tiers,
            List<String> roots,
            FleetSettings.Levels levels) {

        /// A policy, and how many databases may be hot.
        public record Tiers(TierPolicy policy, int budget) {}

        public static final Odd NOTHING = new Odd(
                UnaryOperator.identity(),
                FleetSettings.Limits.DEFAULT,
                FleetWitness.NONE,
                UnaryOperator.identity(),
                Clock.systemUTC(),
                new Tiers(activity -> Tier.HOT, FleetSettings.Tiers.DEFAULT.budget()),
                List.of("source"),
                FleetSettings.Levels.OFF);

        public Odd withScanner(UnaryOperator<Scanner> other) {
            return new Odd(other, limits, witness, disk, clock, tiers, roots, levels);
        }

        public Odd withLastSync(Duration lastSync) {
            var some = FleetSettings.Limits.DEFAULT;
            return new Odd(
                    scanner,
                    new FleetSettings.Limits(
                            some.captures(),
                            some.turns(),
                            some.inFlightKibibytes(),
                            some.scratchBytes(),
                            lastSync,
                            some.lock()),
                    witness,
                    disk,
                    clock,
                    tiers,
                    roots,
                    levels);
        }

        public Odd withLevels(FleetSettings.Levels other) {
            return new Odd(scanner, limits, witness, disk, clock, tiers, roots, other);
        }

        public Odd withWitness(FleetWitness other) {
            return new Odd(scanner, limits, other, disk, clock, tiers, roots, levels);
        }

        public Odd withDisk(UnaryOperator<Disk> other) {
            return new Odd(scanner, limits, witness, other, clock, tiers, roots, levels);
        }

        public Odd withClock(InstantSource other) {
            return new Odd(scanner, limits, witness, disk, other, tiers, roots, levels);
        }

        public Odd withRoots(String... names) {
            return new Odd(scanner, limits, witness, disk, clock, tiers, List.of(names), levels);
        }

        public Odd withTiers(TierPolicy policy, int budget) {
            return new Odd(scanner, limits, witness, disk, clock, new Tiers(policy, budget), roots, levels);
        }
    }

    public TestFleet(Path directory, ReplicaTarget target, Odd odd) throws IOException {
        this(directory, target, odd, Clocks.of(odd.clock()));
    }

    TestFleet(Path directory, ReplicaTarget target, Odd odd, Clocks clocks) throws IOException {
        this.directory = directory;
        var settings = new FleetSettings(
                odd.roots().stream().map(directory::resolve).map(Root::of).toList(),
                TargetUrl.parse(directory.resolve("target").toString()),
                directory.resolve("state"),
                Duration.ofMillis(50),
                FrameEncoding.BLOCK,
                new FleetSettings.Tiers(
                        "of the test", Settings.NONE, odd.tiers().budget(), List.of()),
                odd.limits(),
                odd.levels());
        store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, odd.disk().apply(PosixDisk.open()), clocks, new Random());
        var opened = assembly.openCatalog();
        catalog = opened.catalog();
        fleet = assembly.fleet(
                new Engine(
                        opened,
                        odd.scanner().apply(assembly.scanner(catalog)),
                        assembly.tierManager(catalog, odd.tiers().policy()),
                        assembly.replicator(catalog, store, odd.witness())),
                store,
                odd.witness());
    }

    /// Everything that is new to the target, by a fleet of its own.
    static FleetSummary once(Path directory, ReplicaTarget target) throws Exception {
        return once(directory, target, Odd.NOTHING);
    }

    static FleetSummary once(Path directory, ReplicaTarget target, Odd odd) throws Exception {
        try (var opened = new TestFleet(directory, target, odd)) {
            return opened.fleet.once();
        }
    }

    public Fleet fleet() {
        return fleet;
    }

    public Catalog catalog() {
        return catalog;
    }

    public DatabaseRow row(DatabaseId database) {
        return catalog.row(database);
    }

    DatabaseRow row(String name) throws IOException {
        Path path = directory.toRealPath().resolve("source").resolve(name);
        return catalog.row(catalog.find(path).orElseThrow());
    }

    /// The id of a database, which is registered where discovery did not find it yet.
    DatabaseId id(String name) throws IOException {
        Path path = directory.toRealPath().resolve("source").resolve(name);
        return catalog.register(path, ObjectKey.of(name));
    }

    /// Whether the files of a database are as they were when everything in them was known to be shipped.
    boolean isClean(String name) throws IOException {
        Path path = directory.toRealPath().resolve("source").resolve(name);
        var disk = PosixDisk.open();
        var now = Fingerprint.of(
                disk.status(path).orElseThrow(),
                disk.status(Path.of(path + "-wal")),
                disk.status(Path.of(path + "-journal")));
        return now.equals(catalog.row(id(name)).fingerprint());
    }

    /// Waits until a file was not written just now: a fleet looks once more at one that was.
    public static void settle(Path file) throws IOException, InterruptedException {
        long changed = PosixDisk.open().status(file).orElseThrow().changedNanos();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        for (Instant now = Instant.now(); !Settling.isSettled(changed, now, now); now = Instant.now()) {
            assertThat(System.nanoTime()).as("%s has settled", file).isLessThan(end);
            Thread.sleep(5);
        }
    }

    /// The target alone gives the database back, byte for byte.
    static void assertRestored(Path directory, ReplicaTarget target, String name) throws Exception {
        byte[] expected = Files.readAllBytes(directory.resolve("source").resolve(name));
        assertRestoredTo(target, name, expected, directory.resolve("restored-" + System.nanoTime()));
    }

    /// As before, where the bytes are known; the output is not there yet.
    static void assertRestoredTo(ReplicaTarget target, String name, byte[] expected, Path output) throws Exception {
        var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var request = new RestoreRequest(ObjectKey.of(name), new RestorePoint.Latest(), output);
        assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                .isInstanceOf(RestoreResult.Restored.class);
        assertThat(output).hasBinaryContent(expected);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
