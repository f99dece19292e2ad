package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.service.demo.Engine;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The engine of the demo: this product.
@Singleton
final class DemoEngine implements Engine {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int RESTORES = 4;

    private final RequestedFleet requested;
    private final InstantSource clock;

    DemoEngine(RequestedFleet requested, InstantSource clock) {
        this.requested = requested;
        this.clock = clock;
    }

    @Override
    public Replication replicate(Path source, Path target, Consumer<Acknowledgement> acknowledgements) {
        var settings = new FleetSettings(
                List.of(Root.of(source)),
                TargetUrl.parse(target.toString()),
                target.resolveSibling("state"),
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
        Fleet fleet = requested.open(settings, new Told(acknowledgements));
        return new Running(fleet, fleet.runInBackground(INTERVAL));
    }

    /// Passes on what the fleet has confirmed, in the demo's words.
    private final class Told implements FleetWitness {

        private final Consumer<Acknowledgement> acknowledgements;

        Told(Consumer<Acknowledgement> acknowledgements) {
            this.acknowledgements = acknowledgements;
        }

        @Override
        public void acknowledged(io.flotilla.fleet.Acknowledgement confirmed) {
            tell(confirmed.database(), confirmed.startedAt(), confirmed.acknowledgedAt());
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            tell(database, startedAt, clock.instant());
        }

        private void tell(DatabaseId database, Instant startedAt, Instant at) {
            Catalog catalog = requested.catalog();
            String name = catalog.row(database).replica().toString();
            acknowledgements.accept(new Acknowledgement(name, startedAt, at));
        }
    }

    private final class Running implements Replication {

        private final Fleet fleet;
        private final Future<FleetSummary> run;

        Running(Fleet fleet, Future<FleetSummary> run) {
            this.fleet = fleet;
            this.run = run;
        }

        @Override
        public Shipped shipped() {
            FleetSummary summary = fleet.summary();
            return new Shipped(summary.databases(), requested.bytesRead(), summary.bytes(), summary.files());
        }

        @Override
        public Shipped stop() throws IOException, InterruptedException {
            fleet.stop();
            try {
                List<String> problems = run.get().problems();
                if (!problems.isEmpty()) {
                    throw new IOException("Not replicated: " + String.join("; ", problems));
                }
            } catch (ExecutionException failure) {
                throw new IOException("The replication failed", failure.getCause());
            }
            return shipped();
        }

        @Override
        public void close() {
            fleet.close();
        }
    }

    @Override
    public void restoreAll(Path target, Path output) throws IOException, InterruptedException {
        try (OpenTarget opened = Targets.installed().open(TargetUrl.parse(target.toString()));
                var threads = new BoundedThreads(RESTORES)) {
            var restore = new BulkRestore(new LtxStore(opened.target(), opened.layout()), threads);
            for (BulkRestore.Outcome outcome : restore.run(output, done -> {})) {
                if (outcome instanceof BulkRestore.Outcome.Failed(var replica, var reason)) {
                    throw new IOException("Cannot restore " + replica + ": " + reason);
                }
            }
        }
    }
}
