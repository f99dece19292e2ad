package io.flotilla.torture;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.fleet.Acknowledgement;
import io.flotilla.fleet.FleetWitness;
import io.flotilla.fleet.TestFleet;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Several databases at a time live under load, one life after the other, while a fleet replicates all of them to a
/// directory and others restore them. Runs once.
final class Torture {

    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final long LONGEST_LIFE_NANOS = Duration.ofSeconds(25).toNanos();
    private static final long LONGEST_FLEET_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long MOST_FILES = 150;
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final String DATABASE = "app.db";

    private final Path directory;
    private final Plan plan;
    private final Tally tally = new Tally();
    private final Map<String, Life> lives = new ConcurrentHashMap<>();
    private volatile long end;
    private volatile boolean isOver;

    /// @param habits from which each life draws its own
    record Plan(Duration duration, Size size, List<Habit> habits, boolean changesPageSizes, long seed) {}

    /// @param databases how many live at a time
    /// @param processes the most that write one of them
    record Size(int databases, int processes) {}

    Torture(Path directory, Plan plan) {
        this.directory = directory;
        this.plan = plan;
    }

    /// Runs until the time is over, or something is wrong, which is thrown. Figures, by their names.
    Tally run() throws Exception {
        for (String child : List.of("source", "target", "state", "ledger")) {
            Files.createDirectories(directory.resolve(child));
        }
        end = System.nanoTime() + plan.duration().toNanos();
        Path replicas = directory.resolve("target");
        Path restored = restoredDirectory();
        try (OpenTarget target = Targets.installed().open(TargetUrl.parse(replicas.toString()));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            var store = new LtxStore(target.target(), ReplicaLayout.LTX_FOLDER);
            var restorer = new Restorer(store, restored);
            List<Future<Void>> lifeWork = new ArrayList<>();
            for (int i = 0; i < plan.size().databases(); i++) {
                int place = i;
                lifeWork.add(threads.submit(untilOver(() -> live(place, restorer))));
            }
            Future<Void> fleetWork = threads.submit(untilOver(() -> replicate(target.target())));
            Future<Void> restoreWork = threads.submit(untilOver(this::restore));
            for (Future<Void> work : lifeWork) {
                work.get();
            }
            isOver = true;
            fleetWork.get();
            restoreWork.get();
        } finally {
            Trees.remove(restored);
        }
        return tally;
    }

    /// In memory, where that is possible: the durability of restored files is not what is tried here.
    private Path restoredDirectory() throws IOException {
        return Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "flotilla-torture-")
                : Files.createDirectory(directory.resolve("restored"));
    }

    private interface Work {
        void run() throws Exception;
    }

    /// Whatever goes wrong ends all of it.
    private Callable<Void> untilOver(Work work) {
        return () -> {
            try {
                work.run();
                return null;
            } catch (Exception | Error failure) {
                end = System.nanoTime();
                isOver = true;
                throw failure;
            }
        };
    }

    private boolean isTimeLeft() {
        return System.nanoTime() < end;
    }

    /// A fleet that is stopped in order now and then, and starts again.
    private void replicate(ReplicaTarget target) throws Exception {
        var random = new Random(plan.seed());
        while (!isOver) {
            long until = System.nanoTime() + random.nextLong(LONGEST_FLEET_NANOS);
            var witness = new Witness();
            var odd = TestFleet.Odd.NOTHING.withLastSync(Duration.ofMillis(500)).withWitness(witness);
            try (var fleet = new TestFleet(directory, target, odd)) {
                witness.fleet = Optional.of(fleet);
                var run = fleet.fleet().runInBackground(INTERVAL);
                while (!isOver && System.nanoTime() < until && !run.isDone()) {
                    LockSupport.parkNanos(20_000_000);
                }
                fleet.fleet().stop();
                run.get();
            }
            tally.add("fleets");
        }
    }

    /// Tells each database's evidence what the fleet says of it.
    private final class Witness implements FleetWitness {

        private volatile Optional<TestFleet> fleet = Optional.empty();

        @Override
        public void acknowledged(Acknowledgement acknowledgement) {
            tally.add("captured: " + acknowledgement.how());
            life(acknowledgement.database())
                    .ifPresent(life -> life.evidence()
                            .acknowledged(
                                    acknowledgement.txId().value(),
                                    acknowledgement.startedAt(),
                                    acknowledgement.acknowledgedAt(),
                                    acknowledgement.how().toString()));
        }

        @Override
        public void foundNothingNew(DatabaseId database, Instant startedAt) {
            fleet.map(open -> open.row(database))
                    .ifPresent(row -> life(database)
                            .ifPresent(life -> life.evidence().foundNothingNew(row.lastTxId(), startedAt)));
        }

        private Optional<Life> life(DatabaseId database) {
            return fleet.map(open -> lives.get(open.row(database).replica().toString()));
        }
    }

    private void restore() throws IOException {
        var random = new Random(plan.seed() + 1);
        while (!isOver) {
            List<Life> now = List.copyOf(lives.values());
            if (now.isEmpty()) {
                LockSupport.parkNanos(20_000_000);
            } else {
                now.get(random.nextInt(now.size())).restoreSomething(random);
                LockSupport.parkNanos(random.nextInt(20_000_000));
            }
        }
    }

    private void live(int place, Restorer restorer) throws Exception {
        var random = new Random(plan.seed() + 100 + place);
        try (var crew = new Crew(plan.size().processes(), tally)) {
            for (int life = 1; isTimeLeft(); life++) {
                live("db" + place + "-" + life, crew, restorer, random);
            }
        }
    }

    private void live(String folder, Crew crew, Restorer restorer, Random random) throws Exception {
        Path source = Files.createDirectory(directory.resolve("source").resolve(folder));
        Path ledger = directory.resolve("ledger").resolve(folder).resolve("states");
        Habit habit = plan.habits().get(random.nextInt(plan.habits().size()));
        var setting = new Life.Setting(
                folder + "/" + DATABASE, source.resolve(DATABASE), ledger, habit, plan.changesPageSizes());
        try (var life = new Life(setting, crew, restorer, tally, random)) {
            lives.put(life.name(), life);
            long until = System.nanoTime() + LONGEST_LIFE_NANOS;
            life.begin();
            do {
                life.stint();
            } while (isTimeLeft()
                    && System.nanoTime() < until
                    && life.evidence().lastTxId() < MOST_FILES);
            life.end();
            lives.remove(life.name());
            count(life);
        } catch (AssertionError fault) {
            throw new AssertionError(fault.getMessage() + "\nKept in " + keep(folder), fault);
        }
        for (String child : List.of("source", "target", "ledger")) {
            Trees.remove(directory.resolve(child).resolve(folder));
        }
    }

    private void count(Life life) {
        tally.add("lives");
        tally.add("lives of " + life.habit());
        tally.add("states noted", life.evidence().states());
        tally.add("restores equal page for page", life.evidence().exact());
        tally.add("restores sound with all commits", life.evidence().sound());
        tally.add(
                "restores of what the application had damaged", life.evidence().damagedByApplication());
    }

    private Path keep(String folder) throws IOException {
        Path kept = Files.createTempDirectory("torture-" + folder + "-");
        for (String child : List.of("source", "target", "ledger")) {
            Path from = directory.resolve(child).resolve(folder);
            if (Files.isDirectory(from)) {
                Trees.copy(from, kept.resolve(child));
            }
        }
        return kept;
    }
}
