package io.flotilla.service.cli;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;
import io.flotilla.discovery.Projects;
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
import io.flotilla.service.live.Running;
import io.flotilla.signal.Watched;
import io.flotilla.spi.Surroundings;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.RequestMeter;
import io.flotilla.store.SentRequests;
import io.flotilla.store.Targets;
import io.flotilla.tiering.TierPolicies;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/// Several fleets side by side in one process, which begin, end and report together. For use by one thread, [#follow]
/// by
/// another one.
final class OpenFleets implements AutoCloseable {

    private final Disk disk;
    private final InstantSource clock;
    private final Surroundings surroundings;
    private final List<OpenFleet> fleets = new CopyOnWriteArrayList<>();

    /// Those that end because they are not wanted any more.
    private final Set<OpenFleet> leaving = ConcurrentHashMap.newKeySet();

    /// What the ones that have left did.
    private final List<FleetSummary> over = new ArrayList<>();

    private volatile Runnable whenEnded = () -> {};

    private OpenFleets(Disk disk, InstantSource clock, Surroundings surroundings) {
        this.disk = disk;
        this.clock = clock;
        this.surroundings = surroundings;
    }

    /// What one of them is to do.
    ///
    /// @param databases those that are listed; none where they are found below the roots
    record Order(FleetSettings settings, List<Listed> databases) {

        Order {
            databases = List.copyOf(databases);
        }

        /// Whether a fleet that has these settings does what is wanted, apart from what is listed. What all fleets of
        /// a process share does not count.
        private boolean isFor(FleetSettings other) {
            return settings.withLevels(settings.levels().withPlaces(1))
                    .withLimits(other.limits())
                    .equals(other.withLevels(other.levels().withPlaces(1)));
        }
    }

    /// Opens all of them, or none. Databases that are absent and to be restored at the start are restored.
    ///
    /// @param surroundings of their targets; its threads outlive this
    /// @throws IOException where a target or state directory cannot be used, or a restore failed
    static OpenFleets open(List<Order> orders, Disk disk, InstantSource clock, Surroundings surroundings)
            throws IOException {
        var opened = new OpenFleets(disk, clock, surroundings);
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
        var meter = new RequestMeter();
        OpenTarget target = Targets.installed(new Surroundings(surroundings.executor(), surroundings.warnings(), meter))
                .open(order.settings().target());
        boolean isOpen = false;
        try {
            new AbsentDatabases(target).restore(order.databases());
            var metered = new MeteredTarget(target.target(), meter);
            fleets.add(new OpenFleet(
                    order.settings(), target, parts(order, metered, new LtxStore(metered, target.layout()))));
            isOpen = true;
        } finally {
            if (!isOpen) {
                target.close();
            }
        }
    }

    private OpenFleet.Parts parts(Order order, MeteredTarget requests, LtxStore store) throws IOException {
        var assembly = new FleetAssembly(order.settings(), disk, clock, new SecureRandom());
        Opened opened = assembly.openCatalog();
        Catalog catalog = opened.catalog();
        boolean isMade = false;
        try {
            Scanner scanner = assembly.scanner(catalog);
            Optional<ListedScanner> listed = order.settings().roots().isEmpty()
                    ? Optional.of(new ListedScanner(scanner, catalog, disk, order.databases()))
                    : Optional.empty();
            FleetSettings.Tiers tiers = order.settings().tiers();
            var policy = TierPolicies.installed().create(tiers.policy(), tiers.settings());
            var engine = new Engine(
                    opened,
                    listed.<Scanner>map(only -> only).orElse(scanner),
                    assembly.tierManager(catalog, policy),
                    assembly.replicator(catalog, store));
            Fleet fleet = assembly.fleet(engine, store, FleetWitness.NONE);
            isMade = true;
            return new OpenFleet.Parts(store, requests, catalog, listed, fleet);
        } finally {
            if (!isMade) {
                catalog.close();
            }
        }
    }

    synchronized int size() {
        return fleets.size();
    }

    /// The only fleet, for those who show it; absent where there are several.
    synchronized Optional<Running> single() {
        if (fleets.size() != 1) {
            return Optional.empty();
        }
        OpenFleet one = fleets.getFirst();
        OpenFleet.Parts parts = one.parts();
        return Optional.of(new Running(
                parts.fleet(),
                parts.catalog(),
                one.settings(),
                new Running.Target(parts.store(), parts.requests()),
                Projects.read(one.settings().roots(), disk),
                clock.instant()));
    }

    /// What was asked of all stores.
    SentRequests sent() {
        SentRequests sent = SentRequests.NONE;
        for (OpenFleet one : fleets) {
            sent = sent.and(one.parts().requests().sent());
        }
        return sent;
    }

    /// Captures and uploads everything that is new, one fleet after the other.
    FleetSummary once() throws IOException, InterruptedException {
        List<FleetSummary> summaries = new ArrayList<>();
        for (OpenFleet one : fleets) {
            summaries.add(one.fleet().once());
        }
        return together(summaries);
    }

    /// Begins to replicate all of them. When one comes to an end before it was asked, the others are to end as well.
    synchronized void run(Runnable ended) {
        whenEnded = ended;
        fleets.forEach(one -> one.start(() -> ended(one)));
    }

    private void ended(OpenFleet one) {
        if (!leaving.contains(one)) {
            whenEnded.run();
        }
    }

    /// Goes on with other orders. A fleet that is wanted as it is goes on undisturbed, also where other databases are
    /// listed for it; one that is not wanted any more does its last sync; a new one begins.
    ///
    /// @throws IOException where a target or state directory of a new one cannot be used; the others go on
    synchronized void follow(List<Order> orders) throws IOException, InterruptedException {
        List<Order> begun = new ArrayList<>(orders);
        List<OpenFleet> unwanted = new ArrayList<>();
        for (OpenFleet one : fleets) {
            Optional<Order> same =
                    begun.stream().filter(order -> order.isFor(one.settings())).findFirst();
            same.ifPresentOrElse(begun::remove, () -> unwanted.add(one));
            if (same.isPresent()) {
                list(one, same.get());
            }
        }
        end(unwanted);
        for (Order order : begun) {
            open(order);
            OpenFleet one = fleets.getLast();
            one.start(() -> ended(one));
        }
    }

    /// OpenFleet that was listed before and is absent now was deleted since: that is nobody's wish to have it back.
    private static void list(OpenFleet one, Order order) throws IOException {
        Optional<ListedScanner> listed = one.parts().listed();
        if (listed.isPresent()) {
            Set<Listed> before = Set.copyOf(listed.get().databases());
            new AbsentDatabases(one.target())
                    .restore(order.databases().stream()
                            .filter(each -> !before.contains(each))
                            .toList());
            listed.get().list(order.databases());
        }
        one.fleet().discover();
    }

    private void end(List<OpenFleet> unwanted) throws IOException, InterruptedException {
        leaving.addAll(unwanted);
        unwanted.forEach(one -> one.fleet().stop());
        for (OpenFleet one : unwanted) {
            try {
                over.add(one.result());
            } catch (ExecutionException failure) {
                throw new IOException("A fleet that is not wanted any more failed: " + failure.getCause(), failure);
            } finally {
                one.close();
                fleets.remove(one);
            }
        }
    }

    /// Does the last sync of all of them at the same time.
    ///
    /// @return what was done since the start, and what the last sync left behind
    synchronized FleetSummary end() throws ExecutionException, InterruptedException {
        fleets.forEach(one -> one.fleet().stop());
        List<FleetSummary> summaries = new ArrayList<>(over);
        for (OpenFleet one : fleets) {
            summaries.add(one.result());
        }
        return together(summaries);
    }

    /// All of them, for the control API.
    List<ControlledFleet> controlled() {
        return fleets.stream()
                .map(one -> new ControlledFleet(
                        one.fleet(), one.parts().catalog(), one.settings().target()))
                .toList();
    }

    /// All of them, for those who hear of it without asking.
    List<Watched> watched() {
        return fleets.stream()
                .map(one -> new Watched(
                        one.settings().target().toString(),
                        one.fleet(),
                        one.parts().catalog()))
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
    public synchronized void close() {
        fleets.forEach(one -> one.fleet().stop());
        fleets.forEach(OpenFleet::close);
        fleets.clear();
    }
}
