package io.flotilla.service.cli;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Root;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.service.demo.Engine;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
            acknowledgements.accept(new Acknowledgement(
                    name(confirmed.database()),
                    confirmed.startedAt(),
                    confirmed.acknowledgedAt(),
                    confirmed.pages(),
                    confirmed.bytes()));
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            acknowledgements.accept(new Acknowledgement(name(database), startedAt, clock.instant()));
        }

        private String name(DatabaseId database) {
            return requested.catalog().row(database).replica().toString();
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
        public Standing standing() {
            FleetLoad load = fleet.load();
            var databases = new LongAdder();
            var hot = new LongAdder();
            requested.catalog().forEach(row -> {
                databases.increment();
                hot.add(row.tier() == Tier.HOT ? 1 : 0);
            });
            return new Standing(
                    databases.sum(),
                    hot.sum(),
                    load.fresh() + load.firstCopies() + load.turns(),
                    load.age(),
                    requests(requested.requests()));
        }

        private static Map<String, Long> requests(RequestCounts counts) {
            return Stream.of(RequestKind.values())
                    .collect(Collectors.toMap(kind -> kind.name().toLowerCase(Locale.ROOT), counts::of));
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
            checkAll(restore.run(output, done -> {}));
        }
    }

    @Override
    public void restore(Path target, Collection<String> databases, Path output)
            throws IOException, InterruptedException {
        try (OpenTarget opened = Targets.installed().open(TargetUrl.parse(target.toString()));
                var threads = new BoundedThreads(RESTORES)) {
            var restore = new BulkRestore(new LtxStore(opened.target(), opened.layout()), threads);
            List<ObjectKey> replicas = databases.stream().map(ObjectKey::of).toList();
            checkAll(restore.run(replicas, output, done -> {}));
        }
    }

    private static void checkAll(List<BulkRestore.Outcome> outcomes) throws IOException {
        for (BulkRestore.Outcome outcome : outcomes) {
            if (outcome instanceof BulkRestore.Outcome.Failed(var replica, var reason)) {
                throw new IOException("Cannot restore " + replica + ": " + reason);
            }
        }
    }
}
