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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Whose turn it is. A database waits, has its turn, rests, and is forgotten: one that nobody writes is not in
/// here.
///
/// A first copy waits behind everything that is fresh, goes at its own pace and never takes the last places.
/// Whatever happens to a database during its turn or its rest gives it another turn after the rest, so nobody
/// has more than one turn in an interval. Safe for use by several threads.
///
/// Upkeep of files on the target waits behind both, for a place of its own. It counts as no turn: turns and rests of
/// the same database go on beside it, however long a large snapshot takes.
final class Agenda {

    /// How often a question is asked again at least.
    private static final long ASK_NANOS = 100_000_000;

    private final Places places;
    private final LongSupplier steadyNanos;
    private final Queues queues;
    private long firstDone;

    private final Map<DatabaseId, Turning> turning = new HashMap<>();
    private final Map<DatabaseId, Turning> keeping = new HashMap<>();
    private final Rests resting = new Rests();

    /// Those that have no turns until somebody says otherwise.
    private final Set<DatabaseId> paused = new HashSet<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// @param steadyNanos nanoseconds that never go backwards
    Agenda(Kinds kinds, Places places, LongSupplier steadyNanos) {
        this.places = places;
        this.steadyNanos = steadyNanos;
        this.queues = new Queues(kinds, places, steadyNanos);
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
            } else {
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
        return seen(() -> Set.copyOf(paused));
    }

    /// Waits until a database neither waits for its turn nor has it.
    ///
    /// @return whether it came so far
    boolean awaitTurn(DatabaseId database, Duration atMost) throws InterruptedException {
        return await(() -> !isBusy(database), atMost);
    }

    private boolean isBusy(DatabaseId database) {
        return queues.holds(database) || turning.containsKey(database);
    }

    /// The files of a database on the target are to be looked at.
    void wantsUpkeep(DatabaseId database) {
        locked(() -> queues.addUpkeep(database));
    }

    /// From now on there is no upkeep, but what is at work.
    void endUpkeep() {
        locked(queues::endUpkeep);
    }

    /// A database, and what it is to have.
    ///
    /// @param isUpkeep whether that is upkeep, and no turn
    record Next(DatabaseId database, boolean isUpkeep) {}

    /// Who is next. Whoever takes it calls [#rests] after a turn, and [#endsUpkeep] after upkeep.
    ///
    /// @return absent where there was none within this time
    Optional<Next> take(Duration atMost) throws InterruptedException {
        long end = steadyNanos.getAsLong() + atMost.toNanos();
        lock.lockInterruptibly();
        try {
            Optional<Next> next = next();
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
            Turning turn = ended(turning, database);
            firstDone += queues.isFirst(turn) ? 1 : 0;
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
            if (ended(keeping, database).again) {
                queues.addUpkeep(database);
            }
        });
    }

    private Turning ended(Map<DatabaseId, Turning> atWork, DatabaseId database) {
        Turning turn = atWork.remove(database);
        if (turn == null) {
            throw new IllegalStateException("It was not the turn of database " + database.value());
        }
        queues.ended(turn);
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
        return await(() -> isIdle(waitersCount), atMost);
    }

    /// @param reached asked under the lock, again and again
    private boolean await(BooleanSupplier reached, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!reached.getAsBoolean() && left > 0) {
                long part = Math.min(left, ASK_NANOS);
                left -= part - changed.awaitNanos(part);
            }
            return reached.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private boolean isIdle(BooleanSupplier waitersCount) {
        return atWork() == 0 && (queues.isEmpty() || !waitersCount.getAsBoolean());
    }

    /// Visits those that wait or have their turn.
    void forEachUnfinished(Consumer<DatabaseId> visitor) {
        seen(() -> {
                    var unfinished = new HashSet<>(queues.waiting());
                    unfinished.addAll(turning.keySet());
                    return unfinished;
                })
                .forEach(visitor);
    }

    /// How it stands at this moment.
    AgendaState state() {
        return seen(() ->
                new AgendaState(queues.fresh(), queues.first(), firstDone, atWork(), resting.size(), queues.age()));
    }

    private void enqueue(DatabaseId database) {
        if (!paused.contains(database)) {
            queues.add(database);
        }
    }

    private int atWork() {
        return turning.size() + keeping.size();
    }

    private Optional<Next> next() {
        again(resting.takeRested(steadyNanos.getAsLong()));
        while (atWork() < places.now()) {
            Optional<Turning> next = queues.next();
            if (next.isEmpty() || begins(next.get())) {
                return next.map(turn -> new Next(turn.database, queues.isUpkeep(turn)));
            }
        }
        return Optional.empty();
    }

    /// Who is at the same work already is passed over, and has what it waits for when that is over.
    private boolean begins(Turning turn) {
        if (paused.contains(turn.database)) {
            queues.passedOver(turn);
            return false;
        }
        Turning other = (queues.isUpkeep(turn) ? keeping : turning).putIfAbsent(turn.database, turn);
        if (other != null) {
            queues.passedOver(turn);
            other.again = true;
        }
        return other == null;
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
        return atWork() < places.now() ? Math.min(due, queues.untilFirst().orElse(due)) : due;
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

    private <T> T seen(Supplier<T> sight) {
        lock.lock();
        try {
            return sight.get();
        } finally {
            lock.unlock();
        }
    }
}
