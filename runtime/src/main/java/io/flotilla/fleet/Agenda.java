package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/// Whose turn it is. A database waits, has its turn, rests, and is forgotten: one that nobody writes is not in
/// here.
///
/// A first copy waits behind everything that is fresh, goes at its own pace and never takes the last places.
/// Whatever happens to a database during its turn or its rest gives it another turn after the rest, so nobody
/// has more than one turn in an interval. Safe for use by several threads.
///
/// Upkeep of files on the target waits behind both, for a place of its own, and is never at work for a database
/// together with a turn of it. It counts as no turn: a rest goes on beside it.
final class Agenda {

    private static final long SECOND_NANOS = 1_000_000_000;

    /// How often a question is asked again at least.
    private static final long ASK_NANOS = 100_000_000;

    private final Kinds kinds;
    private final Places places;
    private final LongSupplier steadyNanos;
    private final FairQueue fresh;
    private final FairQueue first;
    private final FairQueue upkeep;
    private final long firstEveryNanos;
    private long nextFirst;
    private long firstDone;

    private final Set<DatabaseId> waiting = new HashSet<>();
    private final Set<DatabaseId> waitingForUpkeep = new HashSet<>();
    private boolean isUpkeepOver;
    private final Map<DatabaseId, Turning> turning = new HashMap<>();
    private final Rests resting = new Rests();

    /// Those that have no turns until somebody says otherwise.
    private final Set<DatabaseId> paused = new HashSet<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// @param steadyNanos nanoseconds that never go backwards
    Agenda(Kinds kinds, Places places, LongSupplier steadyNanos) {
        FleetSettings.Turns turns = places.turns();
        this.kinds = kinds;
        this.places = places;
        this.steadyNanos = steadyNanos;
        ToIntFunction<String> weights = project -> turns.weights().getOrDefault(project, 1);
        this.fresh = new FairQueue(turns.places(), turns.placesOfProject(), weights);
        int placesOfFirst = Math.max(1, turns.places() / 2);
        this.first = new FairQueue(placesOfFirst, Math.min(placesOfFirst, turns.placesOfProject()), weights);
        this.upkeep = new FairQueue(places.upkeep(), places.upkeep(), weights);
        this.firstEveryNanos = turns.firstCopiesPerSecond() == 0 ? 0 : SECOND_NANOS / turns.firstCopiesPerSecond();
        this.nextFirst = steadyNanos.getAsLong();
    }

    /// What is to be known of a database that wants a turn.
    interface Kinds {

        /// Whether nothing of it is on the target yet.
        boolean isFirst(DatabaseId database);

        String project(DatabaseId database);
    }

    /// How many databases may be at work at a time.
    ///
    /// @param upkeep how many of them for their files on the target
    /// @param admitted how many the target bears at this moment; asked again and again
    record Places(FleetSettings.Turns turns, int upkeep, IntSupplier admitted) {

        private int now() {
            return Math.min(turns.places(), admitted.getAsInt());
        }
    }

    /// Something happened to a database.
    void wants(DatabaseId database) {
        locked(() -> {
            Turning turn = turning.get(database);
            Optional<Resting> rest = resting.find(database);
            if (turn != null) {
                turn.again = true;
            } else if (rest.isPresent()) {
                rest.get().turnFollows = true;
            } else if (!waiting.contains(database)) {
                enqueue(database);
            }
        });
    }

    /// A database wants its turn now, and does not rest before it, also where it has one already.
    void wantsNow(DatabaseId database) {
        locked(() -> {
            resting.take(database);
            wants(database);
            Turning turn = turning.get(database);
            if (turn != null) {
                turn.againAtOnce = true;
            }
        });
    }

    /// From now on a database has no turns; one that it has goes on.
    void pause(DatabaseId database) {
        locked(() -> paused.add(database));
    }

    /// It has turns again, the next one now.
    void resume(DatabaseId database) {
        locked(() -> {
            if (paused.remove(database)) {
                wantsNow(database);
            }
        });
    }

    /// Those that have no turns.
    Set<DatabaseId> paused() {
        lock.lock();
        try {
            return Set.copyOf(paused);
        } finally {
            lock.unlock();
        }
    }

    /// Waits until a database neither waits for its turn nor has it.
    ///
    /// @return whether it came so far
    boolean awaitTurn(DatabaseId database, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (isBusy(database) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !isBusy(database);
        } finally {
            lock.unlock();
        }
    }

    private boolean isBusy(DatabaseId database) {
        Turning turn = turning.get(database);
        return waiting.contains(database) || (turn != null && (turn.queue != upkeep || turn.again));
    }

    /// The files of a database on the target are to be looked at.
    void wantsUpkeep(DatabaseId database) {
        locked(() -> {
            if (!isUpkeepOver && waitingForUpkeep.add(database)) {
                enqueue(database, upkeep);
            }
        });
    }

    /// From now on there is no upkeep, but what is at work.
    void endUpkeep() {
        locked(() -> isUpkeepOver = true);
    }

    /// Whether the database that was taken is to have upkeep, and no turn.
    boolean isUpkeep(DatabaseId database) {
        lock.lock();
        try {
            Turning turn = turning.get(database);
            return turn != null && turn.queue == upkeep;
        } finally {
            lock.unlock();
        }
    }

    /// The next database whose turn it is. Whoever takes it calls [#rests], or [#endsUpkeep].
    ///
    /// @return absent where there was none within this time
    Optional<DatabaseId> take(Duration atMost) throws InterruptedException {
        long end = steadyNanos.getAsLong() + atMost.toNanos();
        lock.lockInterruptibly();
        try {
            Optional<DatabaseId> next = next();
            long left = end - steadyNanos.getAsLong();
            while (next.isEmpty() && left > 0) {
                changed.await(Math.min(left, untilSomethingIsDue()), TimeUnit.NANOSECONDS);
                next = next();
                left = end - steadyNanos.getAsLong();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /// A turn is over.
    void rests(DatabaseId database, Rest rest) {
        locked(() -> {
            Turning turn = ended(database);
            if (turn.againAtOnce) {
                enqueue(database);
                return;
            }
            long now = steadyNanos.getAsLong();
            boolean turnFollows = turn.again || rest.turnFollows();
            resting.add(new Resting(database, now + rest.length().toNanos(), turnFollows));
        });
    }

    /// The upkeep of a database is over.
    void endsUpkeep(DatabaseId database) {
        locked(() -> {
            Turning turn = ended(database);
            if (turn.again) {
                wants(database);
            }
        });
    }

    private Turning ended(DatabaseId database) {
        Turning turn = turning.remove(database);
        if (turn == null) {
            throw new IllegalStateException("It was not the turn of database " + database.value());
        }
        turn.queue.ended(turn.project, steadyNanos.getAsLong() - turn.since);
        firstDone += turn.queue == first ? 1 : 0;
        if (turn.upkeepFollows) {
            wantsUpkeep(database);
        }
        return turn;
    }

    /// Ends all rests: those that were to have another turn have it now, also where they failed.
    void hurry() {
        locked(() -> again(resting.takeAll()));
    }

    /// Waits until nobody waits and nobody has a turn, or until the time is over.
    ///
    /// @param waitersCount asked again and again
    /// @return whether it came so far
    boolean awaitIdle(BooleanSupplier waitersCount, Duration atMost) throws InterruptedException {
        long end = steadyNanos.getAsLong() + atMost.toNanos();
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (!isIdle(waitersCount) && left > 0) {
                changed.await(Math.min(left, ASK_NANOS), TimeUnit.NANOSECONDS);
                left = end - steadyNanos.getAsLong();
            }
            return isIdle(waitersCount);
        } finally {
            lock.unlock();
        }
    }

    private boolean isIdle(BooleanSupplier waitersCount) {
        return turning.isEmpty() && (waiting.isEmpty() || !waitersCount.getAsBoolean());
    }

    /// Visits those that wait or have their turn.
    void forEachUnfinished(Consumer<DatabaseId> visitor) {
        Set<DatabaseId> copy;
        lock.lock();
        try {
            copy = new HashSet<>(waiting);
            copy.addAll(turning.keySet());
        } finally {
            lock.unlock();
        }
        copy.forEach(visitor);
    }

    /// How it stands at this moment.
    AgendaState state() {
        lock.lock();
        try {
            Duration age = fresh.oldestNanos()
                    .map(since -> Duration.ofNanos(steadyNanos.getAsLong() - since))
                    .orElse(Duration.ZERO);
            return new AgendaState(fresh.waiting(), first.waiting(), firstDone, turning.size(), resting.size(), age);
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(DatabaseId database) {
        if (paused.contains(database)) {
            return;
        }
        waiting.add(database);
        enqueue(database, kinds.isFirst(database) ? first : fresh);
    }

    private void enqueue(DatabaseId database, FairQueue queue) {
        queue.add(new FairQueue.Entry(database, kinds.project(database), steadyNanos.getAsLong()));
    }

    private Optional<DatabaseId> next() {
        again(resting.takeRested(steadyNanos.getAsLong()));
        return nextOf(fresh).or(this::nextFirst).or(() -> isUpkeepOver ? Optional.empty() : nextOf(upkeep));
    }

    private Optional<DatabaseId> nextFirst() {
        long now = steadyNanos.getAsLong();
        boolean isTooEarly = firstEveryNanos > 0 && now < nextFirst;
        if (isTooEarly) {
            return Optional.empty();
        }
        Optional<DatabaseId> next = nextOf(first);
        next.ifPresent(_ -> nextFirst = Math.max(nextFirst, now - SECOND_NANOS) + firstEveryNanos);
        return next;
    }

    /// Who is at work already is passed over, and has what it waits for when that is over.
    private Optional<DatabaseId> nextOf(FairQueue queue) {
        while (turning.size() < places.now()) {
            Optional<FairQueue.Entry> next = queue.next();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            DatabaseId database = next.get().database();
            (queue == upkeep ? waitingForUpkeep : waiting).remove(database);
            if (paused.contains(database)) {
                queue.ended(next.get().project(), 0);
                continue;
            }
            var turn = new Turning(queue, next.get().project(), steadyNanos.getAsLong());
            Turning other = turning.putIfAbsent(database, turn);
            if (other == null) {
                return Optional.of(database);
            }
            queue.ended(turn.project, 0);
            other.again |= queue != upkeep;
            other.upkeepFollows |= queue == upkeep;
        }
        return Optional.empty();
    }

    private void again(List<Resting> rested) {
        for (Resting rest : rested) {
            if (rest.turnFollows) {
                enqueue(rest.database);
            }
        }
    }

    private long untilSomethingIsDue() {
        long now = steadyNanos.getAsLong();
        long due = resting.untilNext(now);
        boolean isPaced = firstEveryNanos > 0 && turning.size() < places.now() && first.hasNext();
        return isPaced ? Math.min(due, Math.max(1, nextFirst - now)) : due;
    }

    /// Changes something that others may wait for.
    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
