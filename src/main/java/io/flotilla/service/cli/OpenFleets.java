package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;
import io.flotilla.disk.Disk;
import io.flotilla.fleet.Engine;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetAssembly;
import io.flotilla.fleet.FleetSettings;
import io.flotilla.fleet.FleetSummary;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.Scanner;
import io.flotilla.service.config.Listed;
import io.flotilla.service.control.ControlledFleet;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.Targets;
import io.flotilla.tiering.TierPolicies;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Several fleets side by side in one process, which begin, end and report together. For use by one thread.
final class OpenFleets implements AutoCloseable {

    private final Disk disk;
    private final InstantSource clock;
    private final Targets targets;
    private final List<One> fleets = new ArrayList<>();

    private OpenFleets(Disk disk, InstantSource clock, Targets targets) {
        this.disk = disk;
        this.clock = clock;
        this.targets = targets;
    }

    /// What one of them is to do.
    ///
    /// @param databases those that are listed; none where they are found below the roots
    record Order(FleetSettings settings, List<Listed> databases) {

        Order {
            databases = List.copyOf(databases);
        }
    }

    private record One(FleetSettings settings, OpenTarget target, Catalog catalog, Fleet fleet) {}

    /// Opens all of them, or none. Databases that are absent and to be restored at the start are restored.
    ///
    /// @param surroundings of their targets; its threads outlive this
    /// @throws IOException where a target or state directory cannot be used, or a restore failed
    static OpenFleets open(List<Order> orders, Disk disk, InstantSource clock, Surroundings surroundings)
            throws IOException {
        var opened = new OpenFleets(disk, clock, Targets.installed(surroundings));
        boolean isOpen = false;
        try {
            for (Order order : orders) {
                opened.open(order);
            }
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                opened.close();
            }
        }
    }

    private void open(Order order) throws IOException {
        OpenTarget target = targets.open(order.settings().target());
        boolean isOpen = false;
        try {
            new AbsentDatabases(target).restore(order.databases());
            var store = new LtxStore(target.target(), target.layout());
            fleets.add(one(order, target, store));
            isOpen = true;
        } finally {
            if (!isOpen) {
                target.close();
            }
        }
    }

    private One one(Order order, OpenTarget target, LtxStore store) throws IOException {
        var assembly = new FleetAssembly(order.settings(), disk, clock, new SecureRandom());
        Opened opened = assembly.openCatalog();
        Catalog catalog = opened.catalog();
        boolean isMade = false;
        try {
            Scanner scanner = assembly.scanner(catalog);
            FleetSettings.Tiers tiers = order.settings().tiers();
            var policy = TierPolicies.installed().create(tiers.policy(), tiers.settings());
            var engine = new Engine(
                    opened,
                    order.settings().roots().isEmpty()
                            ? new ListedScanner(scanner, catalog, disk, order.databases())
                            : scanner,
                    assembly.tierManager(catalog, policy),
                    assembly.replicator(catalog, store));
            Fleet fleet = assembly.fleet(engine, store, FleetWitness.NONE);
            isMade = true;
            return new One(order.settings(), target, catalog, fleet);
        } finally {
            if (!isMade) {
                catalog.close();
            }
        }
    }

    /// Captures and uploads everything that is new, one fleet after the other.
    FleetSummary once() throws IOException, InterruptedException {
        List<FleetSummary> summaries = new ArrayList<>();
        for (One one : fleets) {
            summaries.add(one.fleet().once());
        }
        return together(summaries);
    }

    /// Begins to replicate all of them. When one comes to an end before it was asked, the others are to end as well.
    List<Future<FleetSummary>> run(Runnable ended) {
        List<Future<FleetSummary>> runs = new ArrayList<>();
        for (One one : fleets) {
            runs.add(one.fleet()
                    .runInBackground(one.settings().interval())
                    .whenComplete((summary, failure) -> ended.run()));
        }
        return runs;
    }

    /// Does the last sync of all of them at the same time.
    ///
    /// @return what was done since the start, and what the last sync left behind
    FleetSummary end(List<Future<FleetSummary>> runs) throws ExecutionException, InterruptedException {
        fleets.forEach(one -> one.fleet().stop());
        List<FleetSummary> summaries = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            List<String> leftBehind = runs.get(i).get().problems();
            FleetSummary whole = fleets.get(i).fleet().summary();
            summaries.add(
                    new FleetSummary(whole.databases(), whole.files(), whole.bytes(), whole.captures(), leftBehind));
        }
        return together(summaries);
    }

    /// All of them, for the control API.
    List<ControlledFleet> controlled() {
        return fleets.stream()
                .map(one -> new ControlledFleet(
                        one.fleet(), one.catalog(), one.settings().target()))
                .toList();
    }

    /// What was done with files on the targets, of all of them.
    SortedMap<String, Long> levels() {
        SortedMap<String, Long> counts = new TreeMap<>();
        fleets.forEach(one -> one.fleet().levels().forEach((what, count) -> counts.merge(what, count, Long::sum)));
        return counts;
    }

    private static FleetSummary together(List<FleetSummary> summaries) {
        Map<String, Long> captures = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        int databases = 0;
        long files = 0;
        long bytes = 0;
        for (FleetSummary each : summaries) {
            each.captures().forEach((rung, count) -> captures.merge(rung, count, Long::sum));
            problems.addAll(each.problems());
            databases += each.databases();
            files += each.files();
            bytes += each.bytes();
        }
        return new FleetSummary(databases, files, bytes, captures, problems);
    }

    @Override
    public void close() {
        fleets.forEach(one -> one.fleet().stop());
        fleets.forEach(one -> {
            one.fleet().close();
            one.target().close();
        });
        fleets.clear();
    }
}
