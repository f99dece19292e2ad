package io.flotilla.service.control;

import io.flotilla.catalog.Catalog;
import io.flotilla.discovery.Projects;
import io.flotilla.discovery.Root;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.TargetThreads;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.service.api.Audit;
import io.flotilla.service.bill.Account;
import io.flotilla.service.config.ControlSocket;
import io.flotilla.service.config.Host;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Tier;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.TargetUrl;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// A fleet that runs in this process over the databases of a directory, and its control socket.
final class ServedFleet implements AutoCloseable {

    static final Instant SINCE = Instant.parse("2026-11-26T10:00:00Z");

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final TargetThreads threads = new TargetThreads();
    private final Catalog catalog;
    private final Fleet fleet;
    private final Control control;
    private final ControlServer.Served served;
    private final Future<FleetSummary> run;

    ServedFleet(Path directory, ReplicaTarget target, Path socket) throws IOException {
        var settings = new FleetSettings(
                List.of(Root.of(directory.resolve("source"))),
                TargetUrl.parse(directory.resolve("target").toString()),
                directory.resolve("state"),
                Duration.ofMillis(50),
                FrameEncoding.BLOCK,
                FleetSettings.Tiers.DEFAULT,
                FleetSettings.Limits.DEFAULT);
        var requests = new MeteredTarget(target);
        var store = new LtxStore(requests, ReplicaLayout.LTX_FOLDER);
        var assembly = new FleetAssembly(settings, PosixDisk.open(), Clock.systemUTC(), new Random(7));
        var opened = assembly.openCatalog();
        catalog = opened.catalog();
        fleet = assembly.fleet(
                new Engine(
                        opened,
                        assembly.scanner(catalog),
                        assembly.tierManager(catalog, activity -> Tier.HOT),
                        assembly.replicator(catalog, store)),
                store,
                FleetWitness.NONE);
        var shown = new Running(
                fleet,
                catalog,
                settings,
                new Running.Target(store, requests, new Account(SINCE, requests::sent, fleet::files)),
                Projects.read(settings.roots(), PosixDisk.open()),
                new Proofs(catalog.proofs(), Clock.systemUTC()),
                SINCE);
        var databases = new KnownDatabases(() -> List.of(shown), Host.here());
        var views = new Views(databases, new Views.Self("1.2.3", 42, SINCE), Clock.systemUTC());
        control = new Control(new Orders(databases, new Audit()), views);
        served = ControlServer.open(
                new ControlSocket(socket, PosixFilePermissions.fromString("rw-rw----")),
                control,
                loops.next(),
                threads);
        run = fleet.runInBackground(Duration.ofMillis(50));
    }

    static ServedFleet of(Path directory) throws IOException {
        return new ServedFleet(directory, new MemoryTarget(), directory.resolve("control.sock"));
    }

    Catalog catalog() {
        return catalog;
    }

    Fleet fleet() {
        return fleet;
    }

    @Override
    public void close() {
        served.close();
        fleet.stop();
        try {
            run.get();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        fleet.close();
        threads.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
