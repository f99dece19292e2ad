package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/// Databases that wait for their turns, by project: next is the project that has used the least time, by its weight,
/// and in it who came first.
///
/// Each project has a clock that runs while its databases have their turns, slower the more it weighs. A project that
/// comes back begins at the clock of those that are there, so nobody saves time up. Costs O(log n) of the projects that
/// wait; one that neither waits nor has turns is forgotten. For use by one thread at a time.
final class FairQueue {

    /// What a turn costs before it is over, so that turns that begin together are shared as well.
    private static final long ADVANCE_NANOS = 1_000_000;

    private static final Comparator<Lane> LEAST_USED =
            Comparator.<Lane>comparingLong(lane -> lane.clock).thenComparingLong(lane -> lane.number);

    private final int places;
    private final int placesOfProject;
    private final ToIntFunction<String> weights;
    private final Map<String, Lane> lanes = new HashMap<>();

    /// Those in which somebody waits and may go.
    private final TreeSet<Lane> ready = new TreeSet<>(LEAST_USED);

    private long clock;
    private long numbers;
    private int waiting;
    private int running;

    /// @param places turns at a time, of all projects
    /// @param placesOfProject turns at a time, of one project
    /// @param weights of projects, at least 1
    FairQueue(int places, int placesOfProject, ToIntFunction<String> weights) {
        this.places = places;
        this.placesOfProject = placesOfProject;
        this.weights = weights;
    }

    /// One that waits, and since when.
    ///
    /// @param sinceNanos by the steady clock
    record Entry(DatabaseId database, String project, long sinceNanos) {}

    /// One project. Its clock never changes while it is among the ready ones.
    private static final class Lane {

        private final String project;
        private final long number;
        private final int weight;
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private long clock;
        private int running;

        Lane(String project, long number, int weight, long clock) {
            this.project = project;
            this.number = number;
            this.weight = weight;
            this.clock = clock;
        }
    }

    void add(Entry entry) {
        Lane lane = lanes.computeIfAbsent(
                entry.project(), name -> new Lane(name, numbers++, weights.applyAsInt(name), clock));
        ready.remove(lane);
        lane.entries.add(entry);
        waiting++;
        settle(lane);
    }

    /// Takes the next one; absent where nobody waits, or nobody may go now. Whoever takes it calls [#ended].
    Optional<Entry> next() {
        if (!hasNext()) {
            return Optional.empty();
        }
        Lane lane = ready.removeFirst();
        clock = Math.max(clock, lane.clock);
        lane.clock = clock + ADVANCE_NANOS / lane.weight;
        lane.running++;
        running++;
        waiting--;
        Entry entry = lane.entries.remove();
        settle(lane);
        return Optional.of(entry);
    }

    /// Whether somebody waits who may go now.
    boolean hasNext() {
        return running < places && !ready.isEmpty();
    }

    /// A turn of a project is over, and took so long.
    void ended(String project, long nanos) {
        Lane lane = lanes.get(project);
        if (lane == null) {
            throw new IllegalStateException("Nobody of " + project + " has a turn");
        }
        ready.remove(lane);
        lane.running--;
        running--;
        lane.clock += Math.max(0, nanos - ADVANCE_NANOS) / lane.weight;
        settle(lane);
    }

    private void settle(Lane lane) {
        if (lane.entries.isEmpty() && lane.running == 0) {
            lanes.remove(lane.project);
        } else if (!lane.entries.isEmpty() && lane.running < placesOfProject) {
            ready.add(lane);
        }
    }

    int waiting() {
        return waiting;
    }

    int running() {
        return running;
    }

    /// Since when the one waits that waits the longest, by the steady clock.
    Optional<Long> oldestNanos() {
        return lanes.values().stream()
                .flatMap(lane -> lane.entries.stream().limit(1))
                .map(Entry::sinceNanos)
                .min(Comparator.naturalOrder());
    }
}
