package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/// Who waits, and for what: what is fresh comes first, then first copies at their own pace, then upkeep. For use by
/// one thread at a time.
final class Queues {

    private static final long SECOND_NANOS = 1_000_000_000;

    private final Kinds kinds;
    private final LongSupplier steadyNanos;
    private final FairQueue fresh;
    private final FairQueue first;
    private final FairQueue upkeep;
    private final long firstEveryNanos;
    private long nextFirst;
    private boolean isUpkeepOver;

    private final Set<DatabaseId> waiting = new HashSet<>();
    private final Set<DatabaseId> waitingForUpkeep = new HashSet<>();

    Queues(Kinds kinds, Places places, LongSupplier steadyNanos) {
        FleetSettings.Turns turns = places.turns();
        this.kinds = kinds;
        this.steadyNanos = steadyNanos;
        ToIntFunction<String> weights = project -> turns.weights().getOrDefault(project, 1);
        this.fresh = new FairQueue(turns.places(), turns.placesOfProject(), weights);
        int placesOfFirst = Math.max(1, turns.places() / 2);
        this.first = new FairQueue(placesOfFirst, Math.min(placesOfFirst, turns.placesOfProject()), weights);
        this.upkeep = new FairQueue(places.upkeep(), places.upkeep(), weights);
        this.firstEveryNanos = turns.firstCopiesPerSecond() == 0 ? 0 : SECOND_NANOS / turns.firstCopiesPerSecond();
        this.nextFirst = steadyNanos.getAsLong();
    }

    /// Lets a database wait for its turn; nothing where it does.
    void add(DatabaseId database) {
        if (waiting.add(database)) {
            add(database, kinds.isFirst(database) ? first : fresh);
        }
    }

    /// Lets a database wait for its upkeep; nothing where it does, or where that is over.
    void addUpkeep(DatabaseId database) {
        if (!isUpkeepOver && waitingForUpkeep.add(database)) {
            add(database, upkeep);
        }
    }

    private void add(DatabaseId database, FairQueue queue) {
        queue.add(new FairQueue.Entry(database, kinds.project(database), steadyNanos.getAsLong()));
    }

    void endUpkeep() {
        isUpkeepOver = true;
    }

    boolean isUpkeep(Turning turn) {
        return turn.queue == upkeep;
    }

    boolean isFirst(Turning turn) {
        return turn.queue == first;
    }

    /// Whether a database waits for its turn.
    boolean holds(DatabaseId database) {
        return waiting.contains(database);
    }

    /// Those that wait for their turn, as they are at this moment.
    Set<DatabaseId> waiting() {
        return Set.copyOf(waiting);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int fresh() {
        return fresh.waiting();
    }

    int first() {
        return first.waiting();
    }

    /// How long the fresh one waits that waits the longest.
    Duration age() {
        return fresh.oldestNanos()
                .map(since -> Duration.ofNanos(steadyNanos.getAsLong() - since))
                .orElse(Duration.ZERO);
    }

    /// Takes the next one. Its turn begins now, and [#ended] is called after it.
    Optional<Turning> next() {
        return next(fresh)
                .or(() -> isFirstTooEarly() ? Optional.empty() : nextFirst())
                .or(() -> isUpkeepOver ? Optional.empty() : next(upkeep));
    }

    private boolean isFirstTooEarly() {
        return firstEveryNanos > 0 && steadyNanos.getAsLong() < nextFirst;
    }

    private Optional<Turning> nextFirst() {
        Optional<Turning> next = next(first);
        next.ifPresent(turn -> nextFirst = Math.max(nextFirst, turn.since - SECOND_NANOS) + firstEveryNanos);
        return next;
    }

    private Optional<Turning> next(FairQueue queue) {
        Optional<Turning> next = queue.next()
                .map(entry -> new Turning(queue, entry.database(), entry.project(), steadyNanos.getAsLong()));
        next.ifPresent(turn -> (isUpkeep(turn) ? waitingForUpkeep : waiting).remove(turn.database));
        return next;
    }

    /// How long it takes until a first copy may go that only waits for its pace.
    Optional<Long> untilFirst() {
        return firstEveryNanos > 0 && first.hasNext()
                ? Optional.of(Math.max(1, nextFirst - steadyNanos.getAsLong()))
                : Optional.empty();
    }

    /// A turn is over.
    void ended(Turning turn) {
        turn.queue.ended(turn.project, steadyNanos.getAsLong() - turn.since);
    }

    /// It was no turn: another one of the same database is not over, or it has none at all.
    void passedOver(Turning turn) {
        turn.queue.ended(turn.project, 0);
    }
}
