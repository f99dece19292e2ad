package io.flotilla.simulation;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// One run of an engine, or of two, beside one application, from a seed.
final class Schedule {

    private static final int STEPS = 50;
    private static final int MORE_STEPS = 50;
    private static final int LOOKS = 40;

    private final SplittableRandom random;
    private final Profile profile;
    private final World world;
    private final Application application;
    private final ModelTarget target;
    private final Oracle oracle;
    private final Bench bench;
    private final Engine.Names names;
    private final LtxStore store;
    private final List<Engine> engines = new ArrayList<>();
    private final Tally tally;
    private final ModelUpkeep upkeep;
    private boolean quiet;
    private int callsToCrash = -1;
    private int steps;
    private int putsSeen;

    /// @param bench what the thread has for all its schedules
    Schedule(long seed, Bench bench, Trace trace) {
        this.random = new SplittableRandom(seed);
        this.profile = Profile.of(random);
        this.bench = bench;
        this.tally = bench.tally();
        long number = bench.nextNumber();
        this.names = new Engine.Names(Path.of("/model/" + number + "/app.db"), ObjectKey.of("app-" + number + ".db"));
        this.world = new World(names.database(), profile, random, trace);
        this.application = new Application(world);
        this.target = new ModelTarget(this::beforeRequest);
        this.store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        var healthy = new LtxStore(target.healthy(), ReplicaLayout.LTX_FOLDER);
        this.upkeep = new ModelUpkeep(store, names.replica(), world, tally);
        this.oracle = new Oracle(world.history(), healthy, names.replica(), bench.directory(), random);
        trace.add(() -> "seed " + seed + ", " + profile);
    }

    int steps() {
        return steps;
    }

    /// Runs it.
    ///
    /// @throws Violation where an invariant does not hold
    void run() throws IOException {
        application.create();
        world.disk().onCall(this::beforeCall);
        world.clock().move(1_000_000_000);
        engines.add(new Engine("first", bench.first(), world, store, names, upkeep.level0()));
        int count = STEPS + random.nextInt(MORE_STEPS);
        while (steps < count) {
            steps++;
            step();
        }
        rest();
        tally.add("micro-steps of applications", application.microSteps());
        tally.add("restores", oracle.restores());
        tally.add("TXIDs", oracle.txIds());
    }

    private void step() throws IOException {
        Profile.Faults faults = profile.faults();
        if (world.happens(faults.appCrash())) {
            tally.add("step: application killed");
            application.crash();
        } else if (world.happens(faults.powerCut())) {
            cutPower();
        } else if (world.happens(faults.replacement())) {
            tally.add("step: replacement");
            application.replace();
        } else if (world.happens(faults.engineCrash())) {
            tally.add("step: engine to be killed");
            callsToCrash = random.nextInt(30);
        } else if (world.happens(faults.olderCatalog())) {
            olderCatalog();
        } else if (world.happens(faults.badTarget())) {
            badTarget();
        } else if (world.happens(faults.clockBack())) {
            tally.add("step: clock set back");
            world.clock().set(-1L - random.nextInt(2_000_000_000));
        } else if (world.happens(faults.otherWriter())) {
            otherWriter();
        } else if (world.happens(profile.faults().upkeep())) {
            keepUp();
        } else if (random.nextInt(4) == 0) {
            turn(engines.get(random.nextInt(engines.size())));
        } else {
            tally.add("step: application");
            int microSteps = 1 + random.nextInt(40);
            for (int i = 0; i < microSteps; i++) {
                application.step();
            }
            if (random.nextInt(3) == 0) {
                world.clock().move(random.nextInt(100_000_000));
            }
        }
    }

    private void cutPower() {
        tally.add("step: power cut");
        application.cutPower();
        for (Engine engine : engines) {
            if (random.nextBoolean()) {
                engine.putCopyBack();
            }
            engine.restart();
        }
    }

    private void olderCatalog() {
        Engine engine = engines.getLast();
        if (random.nextBoolean()) {
            engine.keepCopy();
            return;
        }
        tally.add("step: older catalog");
        engine.putCopyBack();
    }

    private void badTarget() {
        int kind = random.nextInt(6);
        tally.add("step: target, kind " + kind);
        switch (kind) {
            case 0 -> target.setAway(true);
            case 1, 2 -> target.setAway(false);
            case 3 -> target.nextAnswer(ModelTarget.Answer.LOST);
            case 4 -> target.nextAnswer(ModelTarget.Answer.KILLED_BEFORE);
            default -> target.nextAnswer(ModelTarget.Answer.KILLED_BEHIND);
        }
    }

    private void otherWriter() {
        if (engines.size() == 1) {
            tally.add("step: another writer begins");
            engines.add(new Engine("second", bench.second(), world, store, names, upkeep.level0()));
        }
    }

    private Engine.Turn turn(Engine engine) throws IOException {
        if (engine.isFenced()) {
            return new Engine.Turn("fenced", false);
        }
        int committed = world.history().committed();
        Engine.Turn turn;
        try {
            turn = engine.turn();
        } catch (SimulatedCrash killed) {
            callsToCrash = -1;
            engine.restart();
            turn = new Engine.Turn("killed", false);
        }
        tally.add("turn: " + turn.what());
        Engine.Turn result = turn;
        world.trace().add(() -> engine.name() + ": " + result.what() + " " + engine.position());
        if (target.puts() != putsSeen) {
            putsSeen = target.puts();
            oracle.look(engines);
        }
        if (turn.current()) {
            oracle.holds(committed, engine);
        }
        if (random.nextInt(16) == 0) {
            engine.keepCopy();
        }
        return turn;
    }

    /// Whoever does it, and whatever ends it, what is promised stays.
    private void keepUp() throws IOException {
        tally.add("step: upkeep");
        if (engines.stream().allMatch(Engine::isFenced)) {
            return;
        }
        try {
            upkeep.look();
        } catch (SimulatedCrash killed) {
            tally.add("upkeep: killed");
            callsToCrash = -1;
            engines.getFirst().restart();
        } catch (TargetException away) {
            tally.add("upkeep: target failed");
        }
        oracle.lookAfterUpkeep(engines, upkeep, world.clock().instant());
    }

    private void beforeRequest() {
        others();
        if (callsToCrash >= 0 && callsToCrash-- == 0) {
            throw new SimulatedCrash();
        }
    }

    /// What happens at a call of the engine.
    private void beforeCall(String call) throws IOException {
        others();
        world.trace().add(() -> "    " + world.clock().instant() + " " + call);
        if (callsToCrash >= 0 && callsToCrash-- == 0) {
            throw new SimulatedCrash();
        }
        if (!quiet
                && profile.faults().readError() > 0
                && random.nextInt(1000) < profile.faults().readError() / 4) {
            throw new IOException("cannot be read, as ordered");
        }
    }

    private void others() {
        world.clock().move(1 + random.nextInt(100_000));
        if (!quiet && profile.interleaving() > 0 && random.nextBoolean()) {
            int count = random.nextInt(profile.interleaving());
            for (int i = 0; i < count; i++) {
                application.step();
            }
        }
    }

    /// Everyone rests; then the newest file is the database, and every older one is what it was.
    private void rest() throws IOException {
        quiet = true;
        callsToCrash = -1;
        target.setAway(false);
        target.nextAnswer(ModelTarget.Answer.GIVEN);
        world.trace().add(() -> "rest");
        application.rest();
        Optional<Image> last = world.now();
        Optional<Image> recovered = world.isHeldExclusively() ? world.recovered() : Optional.empty();
        boolean allKnowOfDamage = world.lacksPages();
        for (int i = 0; i < LOOKS && last.isPresent() && !(i > 2 && oracle.isCurrent(recovered)); i++) {
            world.clock().move(3_000_000_000L);
            if (profile.faults().upkeep() > 0) {
                keepUp();
            }
            for (Engine engine : engines) {
                allKnowOfDamage &= knowsOfDamage(engine, turn(engine));
            }
        }
        if (last.isPresent() && !oracle.isCurrent(recovered) && !allKnowOfDamage) {
            throw new Violation("all rest, and the newest file is not the database");
        }
        oracle.restoresSome();
        if (engines.stream().allMatch(Engine::isFenced)) {
            throw new Violation("no writer is left");
        }
    }

    /// Where pages are missing SQLite goes on with zeros, and the engine waits, and says for what.
    private static boolean knowsOfDamage(Engine engine, Engine.Turn turn) {
        return engine.isFenced()
                || turn.what().startsWith("confirmed")
                || turn.what().contains("pages are neither in");
    }
}
