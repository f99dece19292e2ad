package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/// Whose turn it is. A database waits, has its turn, rests, and is forgotten: one that nobody writes is not in here.
///
/// A first copy waits behind everything that is fresh, goes at its own pace and never takes the last places. Whatever
/// happens to a database during its turn or its rest gives it another turn after the rest, so nobody has more than one
/// turn in an interval. Safe for use by several threads.
final class Agenda {

    private static final long SECOND_NANOS = 1_000_000_000;

    /// How often a question is asked again at least: what it asks of others may change as well.
    private static final long ASK_NANOS = 100_000_000;

    private final Kinds kinds;
    private final int places;
    private final LongSupplier steadyNanos;
    private final FairQueue fresh;
    private final FairQueue first;
    private final long firstEveryNanos;
    private long nextFirst;
    private long firstDone;

    private final Set<DatabaseId> waiting = new HashSet<>();
    private final Map<DatabaseId, Turning> turning = new HashMap<>();
    private final Map<DatabaseId, Resting> resting = new HashMap<>();
    private final PriorityQueue<Resting> deadlines = new PriorityQueue<>(Comparator.comparingLong(rest -> rest.until));

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// @param steadyNanos nanoseconds that never go backwards
    Agenda(Kinds kinds, FleetSettings.Turns turns, LongSupplier steadyNanos) {
        this.kinds = kinds;
        this.places = turns.places();
        this.steadyNanos = steadyNanos;
        ToIntFunction<String> weights = project -> turns.weights().getOrDefault(project, 1);
        this.fresh = new FairQueue(turns.places(), turns.placesOfProject(), weights);
        int placesOfFirst = Math.max(1, turns.places() / 2);
        this.first = new FairQueue(placesOfFirst, Math.min(placesOfFirst, turns.placesOfProject()), weights);
        this.firstEveryNanos = turns.firstCopiesPerSecond() == 0 ? 0 : SECOND_NANOS / turns.firstCopiesPerSecond();
        this.nextFirst = steadyNanos.getAsLong();
    }

    /// What is to be known of a database that wants a turn.
    interface Kinds {

        /// Whether nothing of it is on the target yet.
        boolean isFirst(DatabaseId database);

        String project(DatabaseId database);
    }

    private static final class Turning {

        private final FairQueue queue;
        private final String project;
        private final long since;
        private boolean again;

        Turning(FairQueue queue, String project, long since) {
            this.queue = queue;
            this.project = project;
            this.since = since;
        }
    }

    private static final class Resting {

        private final DatabaseId database;
        private final long until;
        private boolean turnFollows;

        Resting(DatabaseId database, long until, boolean turnFollows) {
            this.database = database;
            this.until = until;
            this.turnFollows = turnFollows;
        }
    }

    /// Something happened to a database.
    void wants(DatabaseId database) {
        locked(() -> {
            Turning turn = turning.get(database);
            Resting rest = resting.get(database);
            if (turn != null) {
                turn.again = true;
            } else if (rest != null) {
                rest.turnFollows = true;
            } else if (!waiting.contains(database)) {
                enqueue(database);
            }
        });
    }

    /// The next database whose turn it is. Whoever takes it calls [#rests].
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
            Turning turn = turning.remove(database);
            if (turn == null) {
                throw new IllegalStateException("It was not the turn of database " + database.value());
            }
            long now = steadyNanos.getAsLong();
            turn.queue.ended(turn.project, now - turn.since);
            firstDone += turn.queue == first ? 1 : 0;
            boolean turnFollows = turn.again || rest.turnFollows();
            var entry = new Resting(database, now + rest.length().toNanos(), turnFollows);
            resting.put(database, entry);
            deadlines.add(entry);
        });
    }

    /// Ends all rests: those that were to have another turn have it now, also where they failed.
    void hurry() {
        locked(() -> {
            deadlines.clear();
            for (Resting rest : resting.values()) {
                if (rest.turnFollows) {
                    enqueue(rest.database);
                }
            }
            resting.clear();
        });
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

    /// How it stands with the agenda, for people and metrics.
    ///
    /// @param fresh databases that wait with something new
    /// @param first databases that wait for their first copy
    /// @param firstDone turns for first copies that are over, whatever came of them
    /// @param turns databases that have their turn
    /// @param resting databases that rest after a turn
    /// @param age how long the fresh one waits that waits the longest
    record State(int fresh, int first, long firstDone, int turns, int resting, Duration age) {}

    State state() {
        lock.lock();
        try {
            Duration age = fresh.oldestNanos()
                    .map(since -> Duration.ofNanos(steadyNanos.getAsLong() - since))
                    .orElse(Duration.ZERO);
            return new State(fresh.waiting(), first.waiting(), firstDone, turning.size(), resting.size(), age);
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(DatabaseId database) {
        waiting.add(database);
        FairQueue queue = kinds.isFirst(database) ? first : fresh;
        queue.add(new FairQueue.Entry(database, kinds.project(database), steadyNanos.getAsLong()));
    }

    private Optional<DatabaseId> next() {
        endRests();
        return nextOf(fresh).or(this::nextFirst);
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

    private Optional<DatabaseId> nextOf(FairQueue queue) {
        Optional<FairQueue.Entry> next = turning.size() < places ? queue.next() : Optional.empty();
        next.ifPresent(entry -> {
            waiting.remove(entry.database());
            turning.put(entry.database(), new Turning(queue, entry.project(), steadyNanos.getAsLong()));
        });
        return next.map(FairQueue.Entry::database);
    }

    private void endRests() {
        long now = steadyNanos.getAsLong();
        for (Resting due = deadlines.peek(); due != null && due.until <= now; due = deadlines.peek()) {
            deadlines.remove();
            resting.remove(due.database);
            if (due.turnFollows) {
                enqueue(due.database);
            }
        }
    }

    private long untilSomethingIsDue() {
        long now = steadyNanos.getAsLong();
        long due = deadlines.isEmpty() ? Long.MAX_VALUE : deadlines.peek().until - now;
        boolean isPaced = firstEveryNanos > 0 && turning.size() < places && first.hasNext();
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
