package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.disk.Disk;
import io.flotilla.disk.MeteredDisk;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.Scanner;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.SentRequests;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// The one fleet of this process, as a command describes it. The beans of the engine are made from this
/// description when the fleet is opened, in place of the ones that the configuration would describe.
@Singleton
public class RequestedFleet {

    private final AtomicReference<Optional<Request>> request = new AtomicReference<>(Optional.empty());
    private final Instance<Fleet> fleet;
    private final Instance<Catalog> catalog;
    private final Instance<MeteredDisk> disk;
    private final Instance<MeteredTarget> target;

    RequestedFleet(
            Instance<Fleet> fleet,
            Instance<Catalog> catalog,
            Instance<MeteredDisk> disk,
            Instance<MeteredTarget> target) {
        this.fleet = fleet;
        this.catalog = catalog;
        this.disk = disk;
        this.target = target;
    }

    private record Request(FleetSettings settings, FleetWitness witness, UnaryOperator<Scanner> scanner) {}

    /// Opens the fleet, the first and only one of this process. The caller closes it.
    public Fleet open(FleetSettings settings, FleetWitness witness) {
        return open(settings, witness, UnaryOperator.identity());
    }

    /// The same with something put around its scanner.
    Fleet open(FleetSettings settings, FleetWitness witness, UnaryOperator<Scanner> scanner) {
        if (request.getAndSet(Optional.of(new Request(settings, witness, scanner)))
                .isPresent()) {
            throw new IllegalStateException("A process has one fleet");
        }
        return fleet.get();
    }

    /// What the opened fleet knows of each database.
    Catalog catalog() {
        return catalog.get();
    }

    /// The bytes read from the databases so far.
    long bytesRead() {
        return disk.get().bytesRead();
    }

    /// The program itself opens no user's database through SQLite, so it needs no [io.flotilla.fleet.EmbeddedDisk].
    @Produces
    @Singleton
    Disk disk() throws IOException {
        return PosixDisk.open();
    }

    /// The requests that really went to the target's store so far.
    public SentRequests sent() {
        return target.get().sent();
    }

    /// The requests to the target so far.
    RequestCounts requests() {
        return target.get().counts();
    }

    @Produces
    @Singleton
    Scanner scanner(FleetAssembly assembly, Catalog catalog) {
        return requested().scanner().apply(assembly.scanner(catalog));
    }

    @Produces
    @Singleton
    FleetSettings settings() {
        return requested().settings();
    }

    @Produces
    @Singleton
    FleetWitness witness() {
        return requested().witness();
    }

    private Request requested() {
        return request.get().orElseThrow(() -> new IllegalStateException("No command has described a fleet"));
    }
}
