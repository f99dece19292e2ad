package io.flotilla.service.cli;

import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.demo.Acknowledgement;
import io.flotilla.service.demo.Engine;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The engine of the demo: this product.
@Singleton
final class DemoEngine implements Engine {

    private static final int RESTORES = 4;

    private final RequestedFleet requested;
    private final MeasuredFleet measured;

    DemoEngine(RequestedFleet requested, MeasuredFleet measured) {
        this.requested = requested;
        this.measured = measured;
    }

    @Override
    public Replication replicate(Path source, Path target, Consumer<Acknowledgement> acknowledgements) {
        FleetSettings settings = MeasuredFleet.settings(source, target, target.resolveSibling("state"));
        Fleet fleet = requested.open(settings, measured.witness(acknowledgements));
        return new Running(fleet, fleet.runInBackground(MeasuredFleet.INTERVAL));
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
            return new Standing(
                    requested.catalog().size(),
                    fleet.tiers().hot(),
                    fleet.load().age(),
                    measured.requests());
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
