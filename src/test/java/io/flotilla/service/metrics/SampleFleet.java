package io.flotilla.service.metrics;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.Registration;
import io.flotilla.discovery.Projects;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.MeteredDisk;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.TxId;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.service.bill.Account;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.Prices;
import io.flotilla.store.TargetUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A fleet of registered databases, none of which is there, in a thousand projects. It does not run.
public final class SampleFleet implements AutoCloseable {

    public static final int PROJECTS = 1000;

    private final Fleet fleet;
    private final Running running;
    private final MeteredDisk disk;

    public SampleFleet(Path directory, int databases) throws IOException {
        this(directory, "state", databases);
    }

    /// @param name of its state directory, and so of the fleet
    public SampleFleet(Path directory, String name, int databases) throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        var settings = new FleetSettings(
                List.of(Root.of(source)),
                TargetUrl.parse(directory.resolve("target").toString()),
                directory.resolve(name),
                Duration.ofSeconds(1),
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
        disk = new MeteredDisk(PosixDisk.open());
        var target = new MeteredTarget(new MemoryTarget());
        var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, disk, Clock.systemUTC(), new Random(7));
        var opened = assembly.openCatalog();
        Catalog catalog = opened.catalog();
        register(catalog, source, databases);
        fleet = assembly.fleet(
                new Engine(
                        opened,
                        assembly.scanner(catalog),
                        assembly.tierManager(catalog, activity -> Tier.HOT),
                        assembly.replicator(catalog, store)),
                store,
                FleetWitness.NONE);
        running = new Running(
                fleet,
                catalog,
                settings,
                new Running.Target(store, target, new Account(Clock.systemUTC().instant(), target::sent, fleet::files)),
                Projects.read(settings.roots(), disk),
                new Proofs(catalog.proofs(), Clock.systemUTC()),
                Clock.systemUTC().instant());
    }

    private static void register(Catalog catalog, Path source, int databases) {
        List<Registration> all = new ArrayList<>(databases);
        for (int i = 0; i < databases; i++) {
            String name = "project" + i % PROJECTS + "/tenant" + i + ".db";
            all.add(new Registration(source.resolve(name), ObjectKey.of(name)));
        }
        catalog.register(all);
    }

    FleetCollector collector() {
        return collector(List.of(running));
    }

    static FleetCollector collector(List<Running> fleets) {
        return collector(fleets, List.of());
    }

    /// @param chosen patterns of databases with series of their own
    static FleetCollector collector(List<Running> fleets, List<PathPattern> chosen) {
        return collector(fleets, chosen, Clock.systemUTC());
    }

    static FleetCollector collector(List<Running> fleets, List<PathPattern> chosen, InstantSource clock) {
        return new FleetCollector(
                () -> fleets,
                new Prices("of a test", "EUR", 5, 0.5, 0.02),
                clock,
                new FleetCollector.Choice(20, chosen));
    }

    /// Lets the first of them have a replica, as if their first files had been confirmed.
    void replicate(int databases) {
        List<Advance> all = new ArrayList<>(databases);
        for (int i = 1; i <= databases; i++) {
            var position = new Position(
                    new TxId(1), Instant.EPOCH, new FileIdentity(1, i, 3), 4096, 1, new LogPosition.Unknown(), "boot");
            all.add(new Advance(
                    new DatabaseId(i),
                    position,
                    new HashChange.Replace(PageHashes.of(new long[] {i})),
                    new Fingerprint(i),
                    Instant.EPOCH,
                    Instant.EPOCH));
        }
        running.catalog().advance(all);
    }

    public Running running() {
        return running;
    }

    /// System calls for users' files so far.
    long bytesRead() {
        return disk.bytesRead();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
