package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.restore.Restore;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
    public void restoreAll(Path target, Path output) throws IOException {
        restore(target, replica -> true, output);
    }

    @Override
    public void restore(Path target, Collection<String> databases, Path output) throws IOException {
        Set<ObjectKey> wanted = databases.stream().map(ObjectKey::of).collect(Collectors.toSet());
        restore(target, wanted::contains, output);
    }

    private static void restore(Path target, Predicate<ObjectKey> wanted, Path output) throws IOException {
        List<BulkRestore.Outcome> failed = new ArrayList<>();
        try (OpenTarget opened = Targets.installed().open(TargetUrl.parse(target.toString()));
                var threads = new BoundedThreads(RESTORES)) {
            var store = new LtxStore(opened.target(), opened.layout());
            var restore = new BulkRestore(store, new Restore(store), threads, Attempts.atOnce(1));
            restore.run(output, BulkOrder.of(wanted), outcome -> {
                if (outcome instanceof BulkRestore.Outcome.Failed) {
                    failed.add(outcome);
                }
            });
        }
        for (BulkRestore.Outcome outcome : failed) {
            if (outcome instanceof BulkRestore.Outcome.Failed(var replica, var reason)) {
                throw new IOException("Cannot restore " + replica + ": " + reason);
            }
        }
    }
}
