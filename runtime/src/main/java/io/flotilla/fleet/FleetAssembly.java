package io.flotilla.fleet;

import io.flotilla.capture.Capture;
import io.flotilla.capture.Scratch;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Opened;
import io.flotilla.detection.Detection;
import io.flotilla.discovery.Projects;
import io.flotilla.discovery.Root;
import io.flotilla.disk.Disk;
import io.flotilla.fleet.Budgets.Budget;
import io.flotilla.ledger.LedgerStore;
import io.flotilla.spi.TierPolicy;
import io.flotilla.store.LtxStore;
import io.flotilla.upload.Confirmation;
import io.flotilla.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;

/// Puts a fleet together. Each part is made on its own, so that whoever embeds the engine can put another in
/// its place.
public final class FleetAssembly {

    private static final long KIBIBYTE = 1024;

    private final FleetSettings settings;
    private final Disk disk;
    private final Clocks clocks;
    private final InstantSource clock;
    private final RandomGenerator random;

    private final Rungs rungs = new Rungs();
    private final Budgets budgets = new Budgets();

    /// One for the replicator and the fleet, made with the first of the two.
    private final AtomicReference<Optional<Confirmations>> confirmations = new AtomicReference<>(Optional.empty());

    /// Likewise.
    private final AtomicReference<Optional<Scratch>> scratch = new AtomicReference<>(Optional.empty());

    /// @param random must not repeat itself from one process to the next: it draws the id of the writer
    public FleetAssembly(FleetSettings settings, Disk disk, InstantSource clock, RandomGenerator random) {
        this(settings, disk, Clocks.of(clock), random);
    }

    /// With both clocks from outside: pauses go by the steady one.
    public FleetAssembly(FleetSettings settings, Disk disk, Clocks clocks, RandomGenerator random) {
        this.settings = settings;
        this.disk = disk;
        this.clocks = clocks;
        this.clock = clocks.wall();
        this.random = random;
    }

    /// Opens the catalog in the state directory, which from then on is this process's alone. The caller closes
    /// it.
    public Opened openCatalog() {
        return Catalog.open(settings.state(), settings.target().toString(), clock, random);
    }

    /// The scanner that walks the roots, sweeps the known databases and is told of changes.
    public Scanner scanner(Catalog catalog) {
        return new TreeScanner(catalog, disk, roots(), clocks);
    }

    /// Our own catalog is a database that changes whenever another one was replicated: where the state directory lies
    /// below a root it is passed over, and so are the replicas.
    private List<Root> roots() {
        return settings.roots().stream()
                .map(root -> root.without(sameAs(root, settings.state())))
                .map(root -> settings.target().scheme().equals("file")
                        ? root.without(
                                sameAs(root, Path.of(settings.target().uri().getPath())))
                        : root)
                .toList();
    }

    /// The path, by the name that the root's directory has, be that a link or not.
    private Path sameAs(Root root, Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Path real = disk.realPath(absolute);
            Path directory = disk.realPath(root.directory());
            return real.startsWith(directory) ? root.directory().resolve(directory.relativize(real)) : real;
        } catch (IOException notThere) {
            return absolute;
        }
    }

    /// The tier manager with this policy and the budget of the settings.
    public TierManager tierManager(Catalog catalog, TierPolicy policy) {
        return new PolicyTierManager(catalog, policy, settings.tiers().budget(), clock);
    }

    /// The replicator of capture and upload, whose steps nobody sees. Its writer's id is durable in the catalog when
    /// this returns.
    ///
    /// @throws IOException where the scratch directory cannot be made
    public Replicator replicator(Catalog catalog, LtxStore store) throws IOException {
        return replicator(catalog, store, FleetWitness.NONE);
    }

    /// The same with a witness of its steps, which is that of the fleet.
    ///
    /// @throws IOException where the scratch directory cannot be made
    public Replicator replicator(Catalog catalog, LtxStore store, FleetWitness witness) throws IOException {
        FleetSettings.Limits limits = settings.limits();
        Scratch scratch = scratch();
        long nodeId = random.nextLong() | 1;
        catalog.uses().registerWriter(nodeId);
        catalog.uses().noteBoot(disk.bootId());
        var capture = new Capture(disk, catalog, scratch, settings.frames(), nodeId, limits.lock(), clock);
        var uploads = UploadLanes.of(() -> new Upload(store, catalog, clock), witness, limits.inFlightKibibytes());
        var parts = new StepReplicator.Parts(capture, uploads, confirmations(catalog, store), rungs, witness);
        var captures = new Semaphore(limits.captures(), true);
        budgets.bound(Budget.CAPTURES, limits.captures(), () -> limits.captures() - captures.availablePermits());
        budgets.bound(
                Budget.IN_FLIGHT_BYTES,
                limits.inFlightKibibytes() * KIBIBYTE,
                () -> uploads.inFlightKibibytes() * KIBIBYTE);
        return new StepReplicator(catalog, parts, captures, clock);
    }

    /// The fleet of these parts. The caller closes it before the target.
    ///
    /// @throws UncheckedIOException where the scratch directory cannot be made
    public Fleet fleet(Engine engine, LtxStore store, FleetWitness witness) {
        Catalog catalog = engine.catalog();
        var patience = Patience.of(clock, random, settings.limits().turns().places());
        var ledger = new LedgerFeed(catalog, new LedgerStore(store.target()), disk, clock, settings.ledger());
        var agenda = new Agenda(
                new KnownKinds(catalog, Projects.read(settings.roots(), disk)),
                new Places(settings.limits().turns(), settings.levels().places(), patience.gate()::places),
                clocks.steadyNanos());
        var protection = new Protection(clock);
        var counters = new Counters(rungs, ledger);
        var followed = new FollowedTurns(catalog, disk, agenda::wantsNow, clocks.steadyNanos());
        var witnesses = new Witnesses(List.of(counters, protection, followed, witness));
        var heartbeats = new Heartbeats(clocks.steadyNanos());
        var warnings = new Warnings();
        boolean isReliable = engine.opened() instanceof Opened.Known
                && catalog.uses().wasClosedCleanly()
                && catalog.uses().lastBootId().equals(disk.bootId());
        Confirmations confirmed = confirmations(catalog, store);
        var turn = new Turn(
                engine,
                confirmed,
                patience,
                new Turn.Listeners(witnesses, warnings, new SaidLately(clocks.steadyNanos())),
                settings.interval());
        budgets.bound(
                Budget.TURNS,
                settings.limits().turns().places(),
                () -> agenda.state().turns());
        budgets.bound(
                Budget.HOT_DATABASES,
                settings.tiers().budget(),
                () -> engine.tiers().summary().hot());
        var levels = new LevelCounters();
        var shared = new Upkeep.Shared(levels, patience.gate(), warnings, witness, clock, new CautiousClock(clocks));
        var upkeep = new Upkeep(catalog, store, levelSteps(store), settings.levels(), shared);
        var workers = new Workers(new Workers.Parts(engine, agenda, turn, upkeep, heartbeats, witnesses), patience);
        var parts = new Fleet.Parts(
                new Fleet.Senses(
                        protection,
                        heartbeats,
                        new SecondLook(catalog, new Detection(disk, clock), protection, heartbeats),
                        budgets,
                        followed),
                agenda,
                new StoreTrial(store.target(), catalog, random),
                new Positions(confirmed, new RecentWrites(catalog), isReliable),
                workers,
                new UpkeepFeed(catalog.openLevels(), settings.levels(), clock),
                new BulkUpkeep(catalog, store, settings.levels(), clock, !(engine.opened() instanceof Opened.Known)),
                levels,
                new UploadSweep(store, settings.levels(), levels, warnings),
                ledger,
                patience,
                counters,
                witnesses,
                warnings,
                settings.limits().lastSync(),
                clocks.steadyNanos());
        return new Fleet(engine, parts, clock);
    }

    private LevelSteps levelSteps(LtxStore store) {
        try {
            return new LevelSteps(store, new ScratchSpool(scratch()), settings.frames());
        } catch (IOException noPlace) {
            throw new UncheckedIOException(noPlace);
        }
    }

    /// Opened once: that removes what an earlier process left there.
    private Scratch scratch() throws IOException {
        if (scratch.get().isEmpty()) {
            long limit = settings.limits().scratchBytes();
            Scratch opened = Scratch.open(settings.state().resolve("scratch"), limit);
            budgets.bound(Budget.SCRATCH_BYTES, limit, opened::usedBytes);
            scratch.set(Optional.of(opened));
        }
        return scratch.get().orElseThrow();
    }

    private Confirmations confirmations(Catalog catalog, LtxStore store) {
        return confirmations
                .updateAndGet(made -> made.isPresent() ? made : Optional.of(newConfirmations(catalog, store)))
                .orElseThrow();
    }

    private Confirmations newConfirmations(Catalog catalog, LtxStore store) {
        var freshness = new Freshness(clocks, FleetSettings.LEVEL_0_RETENTION);
        return new Confirmations(catalog, store, new Confirmation(store, catalog, clock), freshness);
    }
}
