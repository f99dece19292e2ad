package io.flotilla.service.cli;

import io.flotilla.fleet.FleetSummary;
import io.flotilla.service.bill.BillFile;
import io.flotilla.service.live.Reloaded;
import io.flotilla.service.live.Running;
import io.flotilla.signal.Watched;
import io.flotilla.store.SentRequests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/// Several fleets side by side in one process, which begin, end and report together. For use by one thread,
/// [#follow], [#shown] and [#note] by any.
final class OpenFleets implements AutoCloseable {

    private final FleetOpening.Place place;
    private final List<OpenFleet> fleets = new CopyOnWriteArrayList<>();

    /// Those that end because they are not wanted any more.
    private final Set<OpenFleet> leaving = ConcurrentHashMap.newKeySet();

    /// What the ones that have left did.
    private final List<FleetSummary> over = new ArrayList<>();

    private volatile Runnable whenEnded = () -> {};
    private boolean isOver;

    private OpenFleets(FleetOpening.Place place) {
        this.place = place;
    }

    /// What became of other orders.
    ///
    /// @param problems what could not be done after something had ended; none where everything is as it is
    /// wanted
    record Followed(Reloaded.Names fleets, Reloaded.Databases databases, List<String> problems) {

        Followed {
            problems = List.copyOf(problems);
        }
    }

    /// Opens all of them, or none. Databases that are absent and to be restored at the start are restored.
    ///
    /// @throws IOException where a target or state directory cannot be used, or a restore failed
    static OpenFleets open(List<FleetOrder> orders, FleetOpening.Place place) throws IOException {
        var opened = new OpenFleets(place);
        boolean isOpen = false;
        try {
            for (FleetOrder order : orders) {
                try (FleetOpening opening = FleetOpening.prepare(order, place)) {
                    opened.fleets.add(opening.open());
                }
            }
            isOpen = true;
            return opened;
        } finally {
            if (!isOpen) {
                opened.close();
            }
        }
    }

    int size() {
        return fleets.size();
    }

    /// All of them, for those who show them.
    List<Running> shown() {
        return fleets.stream().map(OpenFleet::shown).toList();
    }

    /// What was asked of all stores.
    SentRequests sent() {
        SentRequests sent = SentRequests.NONE;
        for (OpenFleet one : fleets) {
            sent = sent.and(one.shown().target().requests().sent());
        }
        return sent;
    }

    /// Notes in each state directory what was asked of its store.
    void note() {
        for (Running one : shown()) {
            new BillNotes(one.target().account(), new BillFile(one.settings().state()), place.clock()).note();
        }
    }

    /// Captures and uploads everything that is new, one fleet after the other.
    FleetSummary once() throws IOException, InterruptedException {
        List<FleetSummary> summaries = new ArrayList<>();
        for (OpenFleet one : fleets) {
            summaries.add(one.fleet().once());
        }
        return together(summaries);
    }

    /// Begins to replicate all of them. When one comes to an end before it was asked, the others are to end as
    /// well.
    synchronized void run(Runnable ended) {
        whenEnded = ended;
        fleets.forEach(this::start);
    }

    private void start(OpenFleet one) {
        one.start(() -> {
            if (!leaving.contains(one)) {
                whenEnded.run();
            }
        });
    }

    /// Goes on with other orders. A fleet that is wanted as it is goes on undisturbed, also where other
    /// databases are listed for it; one that is not wanted any more does its last sync; then a new one begins.
    ///
    /// @throws IOException where a target, a state directory or a restore of a new one fails: nothing changed
    /// then
    /// @throws CommandFailure where the process ends
    synchronized Followed follow(List<FleetOrder> orders) throws IOException, InterruptedException {
        if (isOver) {
            throw new CommandFailure("The process ends", "");
        }
        FleetChange change = FleetChange.of(fleets, orders);
        try (var beginning = new BeginningFleets(place)) {
            beginning.prepare(change.begun());
            beginning.open(order -> !change.hasToWait(order));
            for (Map.Entry<OpenFleet, FleetOrder> kept : change.kept().entrySet()) {
                kept.getKey().restoreNew(kept.getValue().databases());
            }
            Reloaded.Names names = change.fleets();
            Reloaded.Databases databases = change.databases();
            change.kept().forEach((one, order) -> one.list(order.databases()));
            List<String> problems = new ArrayList<>(end(change.unwanted()));
            problems.addAll(beginning.openOthers());
            for (OpenFleet one : beginning.take()) {
                fleets.add(one);
                start(one);
            }
            return new Followed(names, databases, problems);
        }
    }

    /// What went wrong is told when all have ended.
    private List<String> end(List<OpenFleet> unwanted) throws InterruptedException {
        leaving.addAll(unwanted);
        unwanted.forEach(one -> one.fleet().stop());
        List<String> problems = new ArrayList<>();
        for (OpenFleet one : unwanted) {
            try {
                over.add(one.result());
            } catch (ExecutionException failure) {
                problems.add("The fleet " + one.shown().name() + ", which is not wanted any more, failed: "
                        + failure.getCause());
            }
            fleets.remove(one);
            one.close();
        }
        return problems;
    }

    /// Does the last sync of all of them at the same time. They follow no other orders from then on.
    ///
    /// @return what was done since the start, and what the last sync left behind
    synchronized FleetSummary end() throws ExecutionException, InterruptedException {
        isOver = true;
        fleets.forEach(one -> one.fleet().stop());
        List<FleetSummary> summaries = new ArrayList<>(over);
        for (OpenFleet one : fleets) {
            summaries.add(one.result());
        }
        return together(summaries);
    }

    /// All of them, for those who hear of it without asking.
    List<Watched> watched() {
        return shown().stream()
                .map(one -> new Watched(one.settings().target().toString(), one.fleet(), one.catalog()))
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
        isOver = true;
        fleets.forEach(one -> one.fleet().stop());
        fleets.forEach(OpenFleet::close);
        fleets.clear();
    }
}
