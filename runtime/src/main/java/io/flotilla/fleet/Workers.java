package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets databases take their turns, each on a virtual thread of its own, a limited number at the same time, and
/// never two turns of one database at once. Safe for use by several threads.
final class Workers implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Workers.class.getName());

    /// How long an ended thread may take to notice.
    private static final Duration END = Duration.ofSeconds(10);

    private final Catalog catalog;
    private final Turn turn;
    private final Retries retries;
    private final int places;
    private final Semaphore free;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// On threads of the platform: a batch on its way to a slow disk would take a carrier from the virtual ones.
    private final ExecutorService beside = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("flotilla-", 0).factory());

    private final Set<DatabaseId> atWork = ConcurrentHashMap.newKeySet();
    private final Map<DatabaseId, String> failed = new ConcurrentHashMap<>();

    Workers(Catalog catalog, Turn turn, Retries retries, int places) {
        this.catalog = catalog;
        this.turn = turn;
        this.retries = retries;
        this.places = places;
        this.free = new Semaphore(places, true);
    }

    /// The threads, for what works beside the turns.
    Executor beside() {
        return beside;
    }

    /// Gives a database its turn, as soon as there is room for it.
    ///
    /// @return whether it has it: not where it is at work already, or where there was no room in time
    boolean submit(Change change, Duration patience) {
        if (!atWork.add(change.database())) {
            return false;
        }
        boolean isStarted = false;
        try {
            isStarted = start(change, patience);
        } finally {
            if (!isStarted) {
                atWork.remove(change.database());
            }
        }
        return isStarted;
    }

    private boolean start(Change change, Duration patience) {
        try {
            if (!free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return false;
        }
        threads.execute(() -> work(change));
        return true;
    }

    private void work(Change change) {
        DatabaseId database = change.database();
        try {
            turn.take(change);
            failed.remove(database);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failure) {
            // Our own catalog failed: its state cannot even be noted. The others go on.
            String text = "failed, " + failure;
            if (!text.equals(failed.put(database, text))) {
                LOG.log(Level.ERROR, "failed: database=" + catalog.row(database).path(), failure);
            }
            retries.failed(database);
        } finally {
            atWork.remove(database);
            free.release();
        }
    }

    boolean isAtWork(DatabaseId database) {
        return atWork.contains(database);
    }

    /// Waits until nobody is at work, or the patience is over.
    void waitForAll(Duration patience) throws InterruptedException {
        if (free.tryAcquire(places, patience.toNanos(), TimeUnit.NANOSECONDS)) {
            free.release(places);
        }
    }

    /// Which databases are not where they should be, and why, as far as their states do not tell.
    Map<DatabaseId, String> unfinished() {
        Map<DatabaseId, String> unfinished = new ConcurrentHashMap<>(failed);
        atWork.forEach(database -> unfinished.put(database, "what is new is still on its way"));
        return unfinished;
    }

    /// Ends all threads, and waits until they have ended.
    @Override
    public void close() {
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
