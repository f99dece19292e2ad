package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.Tier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// All databases as one: looks at them again and again, gives each that changed its turn, and keeps what runs
/// at the same time within bounds.
///
/// A database takes its turn on a virtual thread of its own, and never two turns at once. When as many are at
/// work as the limits allow, the sweep waits: the catalog is the queue. For use by one thread; [#stop()] by
/// any.
public final class Fleet implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Fleet.class.getName());

    /// How often the databases with a problem are tried again before a pass ends with it.
    private static final int ROUNDS = 4;

    private static final Duration LAST_SYNC = Duration.ofSeconds(30);

    /// Walking the directories takes at most this part of the time.
    private static final int WALK_SHARE = 20;

    private final Engine engine;
    private final Positions positions;
    private final Turn turn;
    private final Patience patience;
    private final Counters counters;
    private final InstantSource clock;
    private final int places;
    private final Semaphore free;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// For what blocks in native code, a sync of the target for example, which would keep a carrier from the
    /// virtual threads.
    private final ExecutorService platformThreads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("flotilla-", 1).factory());

    private final Set<DatabaseId> atWork = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private Instant nextWalk = Instant.MIN;

    Fleet(Engine engine, Parts parts, int places) {
        this.engine = engine;
        this.positions = parts.positions();
        this.turn = parts.turn();
        this.patience = parts.patience();
        this.counters = parts.counters();
        this.clock = parts.clock();
        this.places = places;
        this.free = new Semaphore(places, true);
    }

    /// What the fleet is made of, apart from the engine.
    record Parts(Positions positions, Turn turn, Patience patience, Counters counters, InstantSource clock) {}

    /// Brings everything that is new to the target, and says what it did.
    ///
    /// @throws TargetException where the target does not even list what it has
    public FleetSummary once() throws TargetException, InterruptedException {
        start();
        positions.prepare();
        return pass();
    }

    /// Replicates until [#stop()] is called, then does a last pass and says what that did.
    public FleetSummary run(Duration interval) throws InterruptedException {
        start();
        prepareUntilAnswered();
        Instant next = clock.instant();
        while (!isStopped(Duration.between(clock.instant(), next))) {
            next = clock.instant().plus(interval);
            walkWhenDue();
            if (patience.gate().isOpen()) {
                engine.scanner().sweep(this::submitWhenDue);
            }
            engine.tiers().review();
        }
        return pass();
    }

    /// Ends [#run].
    public void stop() {
        stopped.countDown();
    }

    /// What was done so far.
    public FleetSummary summary() {
        return counters.summary(engine.catalog().size(), problems());
    }

    /// Replicates on a thread of its own, until [#stop()] is called.
    public Future<FleetSummary> runInBackground(Duration interval) {
        return threads.submit(() -> run(interval));
    }

    /// Stops, ends all threads, and closes the catalog. The target belongs to whoever opened it.
    @Override
    public void close() {
        stop();
        threads.shutdownNow();
        platformThreads.shutdownNow();
        if (closed.compareAndSet(false, true)) {
            engine.catalog().close();
        }
    }

    private void start() {
        engine.replicator().start(platformThreads);
        engine.catalog().forEach(row -> {
            if (row.tier() == Tier.HOT) {
                engine.catalog().setTier(row.id(), Tier.COLD);
            }
        });
        walk();
    }

    private void prepareUntilAnswered() throws InterruptedException {
        boolean isPrepared = false;
        while (!isPrepared && !isStopped(Duration.ZERO)) {
            try {
                positions.prepare();
                isPrepared = true;
            } catch (TargetException away) {
                LOG.log(Level.WARNING, "the target does not answer: {0}", away.getMessage());
                patience.gate().failed();
                isStopped(patience.gate().untilOpen());
            }
        }
    }

    private boolean isStopped(Duration wait) throws InterruptedException {
        return stopped.await(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS);
    }

    private void walkWhenDue() {
        if (!clock.instant().isBefore(nextWalk)) {
            walk();
        }
    }

    private void walk() {
        Instant started = clock.instant();
        for (String refused : engine.scanner().discover().refused()) {
            LOG.log(Level.WARNING, refused);
        }
        Duration took = Duration.between(started, clock.instant());
        nextWalk = clock.instant().plus(took.multipliedBy(WALK_SHARE));
    }

    /// Looks at every database once, and at those with a problem a few times more.
    private FleetSummary pass() throws InterruptedException {
        long filesBefore = counters.files();
        long bytesBefore = counters.bytes();
        waitForAll();
        walk();
        for (int round = 1; round <= ROUNDS; round++) {
            engine.scanner().sweep(this::submit);
            waitForAll();
            if (problems().isEmpty()) {
                break;
            }
            Thread.sleep(patience.pauses().delay(round));
        }
        return new FleetSummary(
                engine.catalog().size(), counters.files() - filesBefore, counters.bytes() - bytesBefore, problems());
    }

    private void waitForAll() throws InterruptedException {
        if (free.tryAcquire(places, LAST_SYNC.toSeconds(), TimeUnit.SECONDS)) {
            free.release(places);
        }
    }

    private void submitWhenDue(Change change) {
        if (patience.retries().isDue(change.database()) && patience.gate().isOpen()) {
            submit(change);
        }
    }

    private void submit(Change change) {
        if (!atWork.add(change.database())) {
            return;
        }
        free.acquireUninterruptibly();
        threads.execute(() -> work(change));
    }

    private void work(Change change) {
        try {
            turn.take(change);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            // Our own catalog failed: its state cannot even be noted. The others go on.
            LOG.log(
                    Level.ERROR,
                    "failed: database="
                            + engine.catalog().row(change.database()).path(),
                    failure);
            patience.retries().failed(change.database());
        } finally {
            atWork.remove(change.database());
            free.release();
        }
    }

    /// Every database that is not where it should be, one line each.
    private List<String> problems() {
        var problems = new ArrayList<String>();
        Consumer<DatabaseRow> visitor = row -> {
            if (isProblem(row.state())) {
                problems.add(row.path() + ": " + row.state() + ", " + row.reason());
            }
        };
        engine.catalog().forEach(visitor);
        return problems;
    }

    private static boolean isProblem(DatabaseState state) {
        return switch (state) {
            case ACTIVE, WAITING, MISSING -> false;
            case LAGGING, RESYNC, DEGRADED, FENCED, UNSUPPORTED, FAILED -> true;
        };
    }
}
