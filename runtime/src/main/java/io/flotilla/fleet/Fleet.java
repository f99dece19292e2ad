package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.Tier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/// All databases as one: hears of changes and looks for them, and gives each database that changed its turn.
///
/// Events come first where the system tells, sweeps are the truth: they follow one another so that they cost a small
/// part of one processor. For use by one thread; [#stop()] by any.
public final class Fleet implements AutoCloseable {

    /// For a pass that ends when it is done: about as long as nanoseconds can count.
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofDays(100_000);

    /// For what is noted beside the replicas at the end.
    private static final Duration LAST_NOTE = Duration.ofSeconds(5);

    private final Engine engine;
    private final Senses senses;
    private final Agenda agenda;
    private final Workers workers;
    private final LevelCounters levels;
    private final UploadSweep uploadSweep;
    private final Walks walks;
    private final Sweeps sweeps;
    private final Patience patience;
    private final Counters counters;
    private final FleetWitness witness;
    private final Warnings warnings;
    private final Duration lastSync;
    private final InstantSource clock;
    private final Stop stop = new Stop();
    private final Preparation preparation;
    private final LookRound round;
    private final TargetChores chores;
    private final AtomicBoolean closed = new AtomicBoolean();

    Fleet(Engine engine, Parts parts, InstantSource clock) {
        this.engine = engine;
        this.senses = parts.senses();
        this.agenda = parts.agenda();
        this.workers = parts.workers();
        this.levels = parts.levels();
        this.uploadSweep = parts.uploadSweep();
        this.walks = new Walks(engine.scanner(), clock, parts.warnings());
        this.sweeps = new Sweeps(engine.scanner(), parts.steadyNanos());
        this.patience = parts.patience();
        this.counters = parts.counters();
        this.witness = parts.witness();
        this.warnings = parts.warnings();
        this.lastSync = parts.lastSync();
        this.clock = clock;
        this.preparation = new Preparation(parts, stop);
        this.round = new LookRound(
                new LookRound.Looks(walks, sweeps, this::noticed),
                new LookRound.Work(agenda, parts.upkeep(), parts.bulkUpkeep()),
                engine.tiers(),
                warnings);
        this.chores = new TargetChores(agenda, parts.bulkUpkeep(), parts.ledger(), warnings, stop);
    }

    /// By what others see how it fares.
    record Senses(
            Protection protection,
            Heartbeats heartbeats,
            SecondLook secondLook,
            Budgets budgets,
            FollowedTurns followed) {}

    /// What the fleet is made of, apart from the engine.
    record Parts(
            Senses senses,
            Agenda agenda,
            StoreTrial trial,
            Positions positions,
            Workers workers,
            UpkeepFeed upkeep,
            BulkUpkeep bulkUpkeep,
            LevelCounters levels,
            UploadSweep uploadSweep,
            LedgerFeed ledger,
            Patience patience,
            Counters counters,
            FleetWitness witness,
            Warnings warnings,
            Duration lastSync,
            LongSupplier steadyNanos) {}

    /// Brings everything that is new to the target, however long that takes, and says what it did.
    ///
    /// @throws TargetException where the target does not even list what it has
    /// @throws TwoWritersException where its store replaces objects
    public FleetSummary once() throws TargetException, InterruptedException {
        warnings.leaveProblemsToCaller();
        start();
        preparation.run();
        return pass(AS_LONG_AS_IT_TAKES);
    }

    /// Replicates until [#stop()] is called, then does a last pass within its limit, and says what
    /// that did and what it left behind.
    ///
    /// @throws TwoWritersException where the target's store replaces objects
    public FleetSummary run(Duration interval) throws InterruptedException {
        start();
        workers.beside().execute(senses.secondLook());
        preparation.runUntilAnswered(this::countWhatWaits);
        if (preparation.isTried()) {
            replicateUntilStopped(interval);
        }
        senses.heartbeats().stop();
        workers.endUpkeep();
        if (preparation.isTried()) {
            oldestFirst();
            return pass(lastSync);
        }
        Duration half = lastSync.dividedBy(2);
        return preparation.runWithin(half, workers.beside()) ? pass(half) : nothing();
    }

    private void replicateUntilStopped(Duration interval) throws InterruptedException {
        workers.beside().execute(new MinuteLines(engine.catalog(), counters, senses.protection(), clock));
        workers.beside().execute(uploadSweep);
        workers.beside().execute(() -> chores.run(interval));
        workers.beside().execute(new Watch(engine.scanner(), this::told, sweeps, warnings));
        do {
            senses.heartbeats().beat(Heartbeats.Loop.LOOKS);
            round.run();
        } while (!stop.isOverWithin(interval));
    }

    /// Whoever waits the longest has its turn first: what the time does not suffice for is then the newest.
    private void oldestFirst() {
        protection().unprotected().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(waiting -> agenda.wantsNow(waiting.getKey()));
    }

    /// Looks for databases again soon, and not when it is time.
    public void discover() {
        round.discover();
    }

    /// Ends [#run].
    public void stop() {
        stop.now();
    }

    /// What was done so far.
    public FleetSummary summary() {
        return counters.summary(engine.catalog().size(), problems());
    }

    /// How many files the target confirmed since the start: one for each database in each interval in which it
    /// changed.
    public long files() {
        return counters.files();
    }

    /// How often databases were captured by each rung of the ladder since the start, by its name.
    public SortedMap<String, Long> captures() {
        return counters.captures();
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

    /// Which databases hold something that the target has not confirmed.
    public Protection protection() {
        return senses.protection();
    }

    /// Whether its loops turn.
    public Heartbeats heartbeats() {
        return senses.heartbeats();
    }

    /// What it bounds, and how much of that is in use.
    public Budgets budgets() {
        return senses.budgets();
    }

    /// How often everything was looked at, and how long that took.
    public SweepTimes sweeps() {
        return sweeps.times();
    }

    /// What can be asked for one database.
    public Requests requests() {
        return new Requests(agenda, engine.tiers(), clock);
    }

    /// A few databases, of which more is known than of the others.
    public FollowedTurns followed() {
        return senses.followed();
    }

    /// Whether the target has told how far its replicas are, and answered what it was asked last.
    public boolean isTargetThere() {
        return preparation.isDone() && patience.gate().isThere();
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

    /// Whoever is written, or new, while the target is away from the start on is unprotected all the same.
    private void countWhatWaits() {
        engine.scanner().sweep(witness::noticed);
    }

    private void told(DatabaseId database) {
        witness.told(database);
        noticed(database);
    }

    private void noticed(DatabaseId database) {
        witness.noticed(database);
        agenda.wants(database);
    }

    private void start() {
        engine.replicator()
                .start(lane -> workers.beside().execute(senses.heartbeats().watched(Heartbeats.Loop.UPLOADS, lane)));
        beginAnew(engine.catalog());
        preparation.begin();
        walks.now();
        workers.start();
        workers.beside().execute(new FirstCopies(agenda));
    }

    private static void beginAnew(Catalog catalog) {
        for (int row = 1; row <= catalog.size(); row++) {
            catalog.setTier(new DatabaseId(row), Tier.COLD);
        }
    }

    /// Whether the store may be written to is not known, and this is the end. What was written counts as unprotected
    /// all the same.
    private FleetSummary nothing() {
        countWhatWaits();
        Map<DatabaseId, String> all = new HashMap<>();
        engine.catalog().forEach(row -> all.put(row.id(), "the target never answered, and nothing was uploaded"));
        List<String> problems = new Problems(engine.catalog()).lines(all, walks.refused());
        return new FleetSummary(engine.catalog().size(), 0, 0, counters.captures(), problems);
    }

    private FleetSummary pass(Duration atMost) throws InterruptedException {
        long filesBefore = counters.files();
        long bytesBefore = counters.bytes();
        List<String> problems = new Pass(engine, agenda, workers, walks, patience, clock).run(atMost, this::noticed);
        Duration toNote = atMost.compareTo(LAST_NOTE) < 0 || atMost.equals(AS_LONG_AS_IT_TAKES) ? atMost : LAST_NOTE;
        chores.noteAll(toNote, workers.beside());
        return new FleetSummary(
                engine.catalog().size(),
                counters.files() - filesBefore,
                counters.bytes() - bytesBefore,
                counters.captures(),
                problems);
    }

    private List<String> problems() {
        return new Problems(engine.catalog()).lines(Map.of(), walks.refused());
    }
}
