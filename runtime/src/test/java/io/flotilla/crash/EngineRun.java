package io.flotilla.crash;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Opened;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Acknowledgement;
import io.flotilla.fleet.Clocks;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/// One life of the whole engine over `source`, `state` and `target` of a directory: it opens the catalog, finds the
/// databases, brings what is new to the target, again and again, and closes.
final class EngineRun {

    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final Path directory;
    private final InstantSource clock;
    private final Steering steering;
    private final UnaryOperator<Executor> lanes;

    /// What a run asks and tells its surroundings.
    interface Steering {

        /// The engine has begun: it knows the databases, and looks at them.
        default void atWork() {}

        /// The databases are as they were at the last look, and nothing new is in them. Returns when the run is to go
        /// on.
        void quiet() throws InterruptedException;

        /// How many times the application has written so far.
        int written();

        /// How many times it has begun to.
        int begun();

        /// An acknowledgement was published.
        void acknowledged(AcknowledgedRecord record);

        /// The run has begun; `stop` ends it.
        default void began(Runnable stop) {}

        /// How many times as fast as the world's the clock of the run goes.
        default int clock() {
            return 1;
        }
    }

    /// @param lanes where the uploads run, given the threads that the fleet has for them
    EngineRun(Path directory, InstantSource clock, Steering steering, UnaryOperator<Executor> lanes) {
        this.directory = directory;
        this.clock = clock;
        this.steering = steering;
        this.lanes = lanes;
    }

    /// Runs until it is stopped, and gives what it says in the end.
    FleetSummary run() throws IOException, InterruptedException {
        var settings = new FleetSettings(
                List.of(Root.of(directory.resolve("source"))),
                TargetUrl.parse(directory.resolve("target").toString()),
                directory.resolve("state"),
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                limits());
        var assembly = new FleetAssembly(settings, PosixDisk.open(), clocks(), new Random());
        try (OpenTarget target = Targets.installed().open(settings.target());
                Fleet fleet = fleet(assembly, target)) {
            steering.began(fleet::stop);
            return fleet.run(INTERVAL);
        }
    }

    /// The last sync has as long as usual by the world's clock.
    private FleetSettings.Limits limits() {
        FleetSettings.Limits usual = FleetSettings.Limits.DEFAULT;
        return new FleetSettings.Limits(
                usual.captures(),
                usual.turns(),
                usual.inFlightKibibytes(),
                usual.scratchBytes(),
                usual.lastSync().multipliedBy(steering.clock()),
                usual.lock());
    }

    /// Pauses pass as fast as the clock does.
    private Clocks clocks() {
        return new Clocks(clock, () -> {
            Instant now = clock.instant();
            return Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS_A_SECOND), now.getNano());
        });
    }

    private Fleet fleet(FleetAssembly assembly, OpenTarget target) throws IOException {
        var store = new LtxStore(target.target(), target.layout());
        Opened opened = assembly.openCatalog();
        boolean isWhole = false;
        try {
            Catalog catalog = opened.catalog();
            var scanner = new SteeredScanner(assembly.scanner(catalog), steering);
            var replicator = new LabelledReplicator(assembly.replicator(catalog, store), steering, lanes);
            var engine = new Engine(opened, scanner, assembly.tierManager(catalog, activity -> Tier.COLD), replicator);
            Fleet fleet = assembly.fleet(engine, store, new Witness(catalog, replicator, steering));
            isWhole = true;
            return fleet;
        } finally {
            if (!isWhole) {
                opened.catalog().close();
            }
        }
    }

    private record Witness(Catalog catalog, LabelledReplicator replicator, Steering steering) implements FleetWitness {

        @Override
        public void acknowledged(Acknowledgement acknowledgement) {
            tell(acknowledgement.database(), acknowledgement.txId().value());
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            tell(database, catalog.row(database).lastTxId());
        }

        private void tell(DatabaseId database, long txId) {
            String name = catalog.row(database).replica().toString();
            LabelledReplicator.Label label = replicator.label(database);
            steering.acknowledged(new AcknowledgedRecord(name, txId, label.from(), label.to()));
        }
    }
}
