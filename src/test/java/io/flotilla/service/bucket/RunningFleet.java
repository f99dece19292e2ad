package io.flotilla.service.bucket;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Acknowledgement;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.RequestMeter;
import io.flotilla.store.SentRequests;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import io.flotilla.tiering.TierPolicies;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;

/// A fleet in this process, and what it confirmed. Files on the target stay as they were uploaded, so that each put is
/// one of a change.
final class RunningFleet implements AutoCloseable {

    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final TargetThreads threads = new TargetThreads();
    private final RequestMeter meter = new RequestMeter();
    private final Map<Integer, Instant> confirmed = new ConcurrentHashMap<>();
    private final Queue<Duration> lags = new ConcurrentLinkedQueue<>();
    private final OpenTarget target;
    private final Catalog catalog;
    private final Fleet fleet;
    private final Future<FleetSummary> run;

    RunningFleet(Path source, Path state, String url) throws IOException {
        var settings = new FleetSettings(
                List.of(Root.of(source)),
                TargetUrl.parse(url),
                state,
                INTERVAL,
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
        target = Targets.installed(new Surroundings(threads, warning -> {}, meter))
                .open(settings.target());
        var store = new LtxStore(new MeteredTarget(target.target(), meter), target.layout());
        var assembly = new FleetAssembly(settings, PosixDisk.open(), Clock.systemUTC(), new SecureRandom());
        var opened = assembly.openCatalog();
        catalog = opened.catalog();
        var policy = TierPolicies.installed().create("recency", Settings.NONE);
        var engine = new Engine(
                opened,
                assembly.scanner(catalog),
                assembly.tierManager(catalog, policy),
                assembly.replicator(catalog, store));
        fleet = assembly.fleet(engine, store, new Confirmed());
        run = fleet.runInBackground(INTERVAL);
    }

    /// A file whose answer was lost is not acknowledged: it is met on the target, and then nothing is new.
    private final class Confirmed implements FleetWitness {

        @Override
        public void acknowledged(Acknowledgement file) {
            note(file.database(), file.modified().truncatedTo(ChronoUnit.MILLIS));
            lags.add(Duration.between(file.modified(), file.acknowledgedAt()));
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            note(database, startedAt);
        }

        private void note(DatabaseId database, Instant moment) {
            confirmed.merge(database.value(), moment, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /// How many databases have been confirmed at least once.
    int served() {
        return confirmed.size();
    }

    /// Whether the target has a database as it was when its files were modified last, at this moment.
    boolean has(Path database, Instant modified) {
        return catalog.find(database)
                .map(DatabaseId::value)
                .map(confirmed::get)
                .filter(shipped -> !shipped.isBefore(modified))
                .isPresent();
    }

    /// How long changes took from being written to being confirmed, since the last time that this was asked; in order.
    List<Duration> takeLags() {
        List<Duration> taken = lags.stream().sorted().toList();
        lags.clear();
        return taken;
    }

    SentRequests sent() {
        return meter.sent();
    }

    /// Does the last sync, and says what it left behind.
    List<String> stop() throws Exception {
        fleet.stop();
        return run.get().problems();
    }

    @Override
    public void close() {
        fleet.close();
        target.close();
        threads.close();
    }
}
