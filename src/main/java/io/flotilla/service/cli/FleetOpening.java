package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;
import io.flotilla.discovery.Projects;
import io.flotilla.disk.Disk;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.Scanner;
import io.flotilla.service.bill.Account;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.live.Running;
import io.flotilla.service.trace.Tracing;
import io.flotilla.spi.Surroundings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.RequestMeter;
import io.flotilla.store.Targets;
import io.flotilla.tiering.TierPolicies;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// Opens one fleet in two steps: first what may be wrong with its order, then its state directory. For use by
/// one thread.
final class FleetOpening implements AutoCloseable {

    private final FleetOrder order;
    private final Place place;
    private final OpenTarget target;
    private final RequestMeter meter;
    private final TierPolicy policy;
    private boolean isOpen;

    private FleetOpening(FleetOrder order, Place place, OpenTarget target, RequestMeter meter, TierPolicy policy) {
        this.order = order;
        this.place = place;
        this.target = target;
        this.meter = meter;
        this.policy = policy;
    }

    /// What fleets of one process have together.
    ///
    /// @param surroundings of their targets; its threads outlive them
    /// @param tracing outlives them as well
    record Place(Disk disk, InstantSource clock, Surroundings surroundings, Tracing tracing) {}

    /// Opens the target, and restores databases that are absent and to be restored.
    ///
    /// @throws IOException where the target cannot be used, or a restore failed
    static FleetOpening prepare(FleetOrder order, Place place) throws IOException {
        FleetSettings.Tiers tiers = order.settings().tiers();
        TierPolicy policy = TierPolicies.installed().create(tiers.policy(), tiers.settings());
        Surroundings shared = place.surroundings();
        var meter = new RequestMeter();
        OpenTarget target = Targets.installed(new Surroundings(shared.executor(), shared.warnings(), meter))
                .open(order.settings().target());
        var opening = new FleetOpening(order, place, target, meter, policy);
        boolean isReady = false;
        try {
            new AbsentDatabases(target).restore(order.databases());
            isReady = true;
            return opening;
        } finally {
            if (!isReady) {
                opening.close();
            }
        }
    }

    FleetOrder order() {
        return order;
    }

    /// Opens the state directory, once. The fleet has not begun yet, and closes the target.
    ///
    /// @throws IOException where the state directory cannot be used
    OpenFleet open() throws IOException {
        var requests = new MeteredTarget(target.target(), meter);
        var store = new LtxStore(requests, target.layout());
        var assembly = new FleetAssembly(order.settings(), place.disk(), place.clock(), new SecureRandom());
        Opened opened = assembly.openCatalog();
        try {
            Catalog catalog = opened.catalog();
            Scanner scanner = assembly.scanner(catalog);
            Tracing.Followed followed =
                    place.tracing().follow(order.settings().target().toString(), () -> catalog);
            Optional<ListedScanner> listed = order.settings().roots().isEmpty()
                    ? Optional.of(new ListedScanner(scanner, catalog, place.disk(), order.databases()))
                    : Optional.empty();
            var engine = new Engine(
                    opened,
                    listed.<Scanner>map(only -> only).orElse(scanner),
                    assembly.tierManager(catalog, policy),
                    assembly.replicator(catalog, store, followed));
            Fleet fleet = assembly.fleet(engine, store, followed);
            isOpen = true;
            var account = new Account(place.clock().instant(), requests::sent, fleet::files);
            var shown = new Running(
                    fleet,
                    catalog,
                    order.settings(),
                    new Running.Target(store, requests, account),
                    Projects.read(order.settings().roots(), place.disk()),
                    new Proofs(catalog.proofs(), place.clock()),
                    place.clock().instant());
            return new OpenFleet(shown, target, listed, followed);
        } finally {
            if (!isOpen) {
                opened.catalog().close();
            }
        }
    }

    /// Closes the target, unless a fleet has it.
    @Override
    public void close() {
        if (!isOpen) {
            target.close();
        }
    }
}
