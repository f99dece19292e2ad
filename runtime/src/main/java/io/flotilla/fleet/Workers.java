package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Lets databases take their turns as the agenda says, each on a virtual thread of its own, while the target is there.
/// Safe for use by several threads.
final class Workers implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Workers.class.getName());

    /// How long an ended thread may take to notice.
    private static final Duration END = Duration.ofSeconds(5);

    /// How often it is asked at least whether the target is there.
    private static final Duration ASK = Duration.ofMillis(100);

    private final Engine engine;
    private final Agenda agenda;
    private final Turn turn;
    private final Upkeep upkeep;
    private final Heartbeats heartbeats;
    private final FleetWitness witness;
    private final Patience patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// On threads of the platform: a batch on its way to a slow disk would take a carrier from the virtual ones.
    private final ExecutorService beside = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("flotilla-", 0).factory());

    private final Map<DatabaseId, String> failed = new ConcurrentHashMap<>();

    /// Those whose upkeep failed, and how.
    private final Map<DatabaseId, String> unkept = new ConcurrentHashMap<>();

    Workers(Parts parts, Patience patience) {
        this.engine = parts.engine();
        this.agenda = parts.agenda();
        this.turn = parts.turn();
        this.upkeep = parts.upkeep();
        this.heartbeats = parts.heartbeats();
        this.witness = parts.witness();
        this.patience = patience;
    }

    /// Whom they work for.
    record Parts(Engine engine, Agenda agenda, Turn turn, Upkeep upkeep, Heartbeats heartbeats, FleetWitness witness) {}

    /// The threads, for what works beside the turns.
    Executor beside() {
        return beside;
    }

    /// Begins to give turns.
    void start() {
        threads.execute(heartbeats.watched(Heartbeats.Loop.TURNS, this::giveTurns));
    }

    private void giveTurns() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                heartbeats.beat(Heartbeats.Loop.TURNS);
                Duration closed = patience.gate().untilOpen();
                if (closed.isZero()) {
                    agenda.take(ASK).ifPresent(this::start);
                } else {
                    Thread.sleep(closed.compareTo(ASK) < 0 ? closed : ASK);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException closed) {
            LOG.log(Level.DEBUG, "whose turn it was is left for the next start", closed);
        }
    }

    /// Upkeep syncs files of its own, and has threads of the platform for that.
    private void start(Agenda.Next next) {
        DatabaseId database = next.database();
        if (next.isUpkeep()) {
            beside.execute(() -> keepUp(database));
        } else {
            threads.execute(() -> agenda.rests(database, work(database)));
        }
    }

    private void keepUp(DatabaseId database) {
        try {
            upkeep.look(database);
            unkept.remove(database);
        } catch (RuntimeException | Error failure) {
            note(database, failure, unkept);
        } finally {
            agenda.endsUpkeep(database);
        }
    }

    private Rest work(DatabaseId database) {
        witness.turnBegins(database);
        Rest rest = attempt(database);
        witness.turnEnds(database, failed.containsKey(database));
        return rest;
    }

    private Rest attempt(DatabaseId database) {
        try {
            Optional<Change> change = engine.scanner().look(database);
            Rest rest = change.isPresent() ? turn.take(change.get()) : turn.pass(database);
            failed.remove(database);
            return rest;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            // Our own catalog failed: its state cannot even be noted. The others go on.
            note(database, failure, failed);
        }
        return Rest.afterFailure(patience.retries().failed(database));
    }

    private void note(DatabaseId database, Throwable failure, Map<DatabaseId, String> known) {
        String text = "failed, " + failure;
        if (!text.equals(known.put(database, text))) {
            LOG.log(
                    Level.ERROR,
                    "failed: database=" + engine.catalog().row(database).path(),
                    failure);
        }
    }

    /// No upkeep begins any more, and what is at work ends soon.
    void endUpkeep() {
        agenda.endUpkeep();
        upkeep.stop();
    }

    /// Which databases are not where they should be, and why, as far as their states do not tell.
    ///
    /// @param wereIdle whether nobody was left: who has a turn since then came later
    Map<DatabaseId, String> unfinished(boolean wereIdle) {
        Map<DatabaseId, String> unfinished = new ConcurrentHashMap<>(failed);
        boolean isAway = !patience.gate().isThere();
        agenda.paused()
                .forEach(database ->
                        unfinished.put(database, "it is paused, and what was written since is not on the target"));
        if (isAway || !wereIdle) {
            agenda.forEachUnfinished(database -> unfinished.put(
                    database,
                    isAway
                            ? "the target is away, and what is new is not uploaded"
                            : "what is new is still on its way"));
        }
        return unfinished;
    }

    /// Waits until nobody waits and nobody has a turn. Where the target is away, who waits does not count.
    ///
    /// @return whether that was so within this time
    boolean awaitIdle(Duration atMost) throws InterruptedException {
        return agenda.awaitIdle(patience.gate()::isOpen, atMost);
    }

    /// Ends all threads, and waits until they have ended.
    @Override
    public void close() {
        heartbeats.stop();
        threads.shutdownNow();
        beside.shutdownNow();
        try {
            boolean haveEnded = threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)
                    && beside.awaitTermination(END.toSeconds(), TimeUnit.SECONDS);
            if (!haveEnded) {
                LOG.log(Level.WARNING, "some work did not end within {0}", END);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
