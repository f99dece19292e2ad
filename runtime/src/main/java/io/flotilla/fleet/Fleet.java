package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// All databases as one: hears of changes and looks for them, and gives each database that changed its turn.
///
/// Events come first where the system tells, sweeps are the truth: they follow one another so that they cost a small
/// part of one processor. For use by one thread; [#stop()] by any.
public final class Fleet implements AutoCloseable {

    /// For a pass that ends when it is done: about as long as nanoseconds can count.
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(100_000);

    private static final String LOOK_FAILED = "a look at the databases failed and is repeated";

    private final Engine engine;
    private final Agenda agenda;
    private final Positions positions;
    private final Workers workers;
    private final UpkeepFeed upkeep;
    private final BulkUpkeep bulkUpkeep;
    private final LevelCounters levels;
    private final Walks walks;
    private final Sweeps sweeps;
    private final Patience patience;
    private final Counters counters;
    private final Warnings warnings;
    private final Duration lastSync;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    Fleet(Engine engine, Parts parts, InstantSource clock) {
        this.engine = engine;
        this.agenda = parts.agenda();
        this.positions = parts.positions();
        this.workers = parts.workers();
        this.upkeep = parts.upkeep();
        this.bulkUpkeep = parts.bulkUpkeep();
        this.levels = parts.levels();
        this.walks = new Walks(engine.scanner(), clock, parts.warnings());
        this.sweeps = new Sweeps(engine.scanner(), parts.steadyNanos());
        this.patience = parts.patience();
        this.counters = parts.counters();
        this.warnings = parts.warnings();
        this.lastSync = parts.lastSync();
        this.clock = clock;
    }

    /// What the fleet is made of, apart from the engine.
    record Parts(
            Agenda agenda,
            Positions positions,
            Workers workers,
            UpkeepFeed upkeep,
            BulkUpkeep bulkUpkeep,
            LevelCounters levels,
            Patience patience,
            Counters counters,
            Warnings warnings,
            Duration lastSync,
            LongSupplier steadyNanos) {}

    /// Brings everything that is new to the target, however long that takes, and says what it did.
    ///
    /// @throws TargetException where the target does not even list what it has
    public FleetSummary once() throws TargetException, InterruptedException {
        warnings.leaveProblemsToCaller();
        start();
        positions.prepare();
        return pass(AS_LONG_AS_IT_TAKES);
    }

    /// Replicates until [#stop()] is called, then does a last pass within its limit, and says what
    /// that did and what it left behind.
    public FleetSummary run(Duration interval) throws InterruptedException {
        start();
        prepareUntilAnswered();
        workers.beside().execute(new Watch(engine.scanner(), agenda, sweeps, warnings));
        do {
            lookAround();
        } while (!isStopped(interval));
        workers.endUpkeep();
        return pass(lastSync);
    }

    /// Ends [#run].
    public void stop() {
        stopped.countDown();
    }

    /// What was done so far.
    public FleetSummary summary() {
        return counters.summary(engine.catalog().size(), problems());
    }

    /// How often files on the target were merged, put into snapshots or removed, and why they were not, since the
    /// start.
    public SortedMap<String, Long> levels() {
        return levels.counts();
    }

    /// Which databases are hot, which wait for that, and what has moved.
    public TierSummary tiers() {
        return engine.tiers().summary();
    }

    /// How it stands at this moment.
    public FleetLoad load() {
        AgendaState state = agenda.state();
        return new FleetLoad(state.fresh(), state.first(), state.turns(), state.resting(), state.age());
    }

    /// Replicates on a thread of its own, until [#stop()] is called. The result fails where the replication could
    /// not begin, or not end.
    public CompletableFuture<FleetSummary> runInBackground(Duration interval) {
        var result = new CompletableFuture<FleetSummary>();
        workers.beside().execute(() -> {
            try {
                result.complete(run(interval));
            } catch (InterruptedException | RuntimeException | Error failure) {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    /// Stops, ends all threads, and closes the catalog. The target belongs to whoever opened it.
    @Override
    public void close() {
        stop();
        if (closed.compareAndSet(false, true)) {
            workers.close();
            engine.catalog().close();
        }
    }

    private void start() {
        engine.replicator().start(workers.beside());
        engine.catalog().forEach(this::beginAnew);
        walks.now();
        workers.start();
        workers.beside().execute(new FirstCopies(agenda));
    }

    private void beginAnew(DatabaseRow row) {
        Catalog catalog = engine.catalog();
        if (row.tier() == Tier.HOT) {
            catalog.setTier(row.id(), Tier.COLD);
        }
    }

    private void prepareUntilAnswered() throws InterruptedException {
        boolean isPrepared = false;
        while (!isPrepared && !isStopped()) {
            try {
                positions.prepare();
                isPrepared = true;
            } catch (TargetException away) {
                warnings.hindrance("the target does not answer", String.valueOf(away.getMessage()));
                patience.gate().failed();
                Duration wait = patience.gate().untilOpen();
                isStopped(wait);
            }
        }
    }

    /// Nothing that goes wrong here may end the replication: the next look begins anew.
    private void lookAround() {
        try {
            if (walks.whenDue()) {
                sweeps.hurry();
            }
            sweeps.whenDue(agenda::wants);
            keepUp();
            engine.tiers().review();
            warnings.isOver(LOOK_FAILED);
        } catch (RuntimeException failure) {
            warnings.hindrance(LOOK_FAILED, failure.toString());
        }
    }

    /// After a lost catalog nobody is asked about alone before all were: that would be a listing for each.
    private void keepUp() {
        if (bulkUpkeep.isOwed() && !agenda.state().isQuiet()) {
            return;
        }
        if (bulkUpkeep.isOwed()) {
            try {
                bulkUpkeep.settle();
            } catch (TargetException away) {
                warnings.hindrance(
                        "the files on the target were not listed at once", String.valueOf(away.getMessage()));
            }
        }
        upkeep.whenDue(agenda::wantsUpkeep);
    }

    private FleetSummary pass(Duration atMost) throws InterruptedException {
        long filesBefore = counters.files();
        long bytesBefore = counters.bytes();
        List<String> problems = new Pass(engine, agenda, workers, walks, patience, clock).run(atMost);
        return new FleetSummary(
                engine.catalog().size(),
                counters.files() - filesBefore,
                counters.bytes() - bytesBefore,
                counters.captures(),
                problems);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private boolean isStopped(Duration wait) throws InterruptedException {
        return stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<String> problems() {
        return new Problems(engine.catalog()).lines(Map.of(), walks.refused());
    }
}
