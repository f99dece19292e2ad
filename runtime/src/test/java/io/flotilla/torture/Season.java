package io.flotilla.torture;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import io.flotilla.store.OpenTarget;
import io.flotilla.store.TargetUrl;
import io.flotilla.store.Targets;
import io.flotilla.torture.WorkOrder.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Some power cuts of the same three disks, on which a few databases, the engine's state and the replicas are. For one
/// thread.
final class Season implements AutoCloseable {

    private static final List<Habit> HABITS = List.of(
            Habit.WAL_KEPT_OPEN,
            Habit.WAL_KEPT_OPEN,
            Habit.WAL_OPEN_WRITE_CLOSE,
            Habit.WAL_EXCLUSIVE,
            Habit.DELETE,
            Habit.TRUNCATE,
            Habit.PERSIST);

    private static final Duration INTERVAL = Duration.ofMillis(20);
    private static final int LONGEST_MILLIS = 1500;

    private final Path directory;
    private final Crew crew;
    private final Tally tally;
    private final Random random;
    private final PowerSwitch power = new PowerSwitch();
    private final Map<Place, LoopDisk> disks = new EnumMap<>(Place.class);
    private final List<Subject> subjects = new ArrayList<>();
    private Optional<EngineProcess> engine = Optional.empty();

    /// @param directory empty, on a disk that keeps its power
    Season(Path directory, Crew crew, Tally tally, Random random) {
        this.directory = directory;
        this.crew = crew;
        this.tally = tally;
        this.random = random;
    }

    /// Makes disks and databases; then cuts the power, starts everything again, and compares, as often as is wanted.
    /// All that is wrong.
    List<String> run(LoopDisk.Kind kind, int cuts, List<Place> places) throws Exception {
        for (Place place : Place.values()) {
            disks.put(place, LoopDisk.make(kind, directory, place.folder()));
        }
        Files.createDirectory(directory.resolve("target").resolve("replicas"));
        for (int i = 0; i < crew.size(); i++) {
            String name = "app" + i + ".db";
            Habit habit = HABITS.get(random.nextInt(HABITS.size()));
            Path ledger = directory.resolve("ledger-" + i).resolve("states");
            subjects.add(Subject.of(
                    new Subject.Setting(name, directory.resolve("source").resolve(name), ledger, habit)));
        }
        work(Kind.CREATE, 0);
        disks.get(Place.SOURCE).flush();
        disks.get(Place.TARGET).flush();
        List<String> faults = new ArrayList<>();
        for (int cut = 1; cut <= cuts && faults.isEmpty(); cut++) {
            Place place = places.get(random.nextInt(places.size()));
            faults.addAll(cut(place));
            tally.add("cuts of the " + place.folder() + " on " + kind);
        }
        return faults;
    }

    private List<String> cut(Place place) throws Exception {
        startEngine();
        if (place == Place.SOURCE && random.nextBoolean()) {
            work(Kind.JDBC, random.nextInt(LONGEST_MILLIS));
            LockSupport.parkNanos(random.nextInt(300_000_000));
            writeBackEnds();
        } else {
            crew.begin(orders(Kind.JDBC, LONGEST_MILLIS));
            waitAndWriteBack(place, 100 + random.nextInt(LONGEST_MILLIS));
        }
        cutPower(place);
        killEngine();
        if (place == Place.SOURCE) {
            crew.replaceAll();
        }
        LoopDisk disk = disks.get(place);
        disk.unmount();
        disk.mount();
        tally.add(Files.exists(marker(place)) ? "unsynced files that survived" : "unsynced files that vanished");
        return restart(place);
    }

    /// Where the application's disk was cut, the engine may be the first to see what is left of it.
    private List<String> restart(Place place) throws Exception {
        boolean isEngineFirst = place == Place.SOURCE && random.nextBoolean();
        if (place == Place.SOURCE) {
            for (Subject subject : subjects) {
                subject.noteRecovered();
            }
        }
        if (place == Place.SOURCE && !isEngineFirst) {
            work(Kind.JDBC, random.nextInt(100));
        }
        startEngine();
        List<String> faults = new ArrayList<>();
        String order = place + (isEngineFirst ? ", the engine is first" : ", the application is first");
        if (isEngineFirst) {
            tally.add("cuts after which the engine was first");
            faults.addAll(compare(Subject::canBeReadAsItIs));
            if (!faults.isEmpty()) {
                faults.add("After a cut of the " + order + ", and has not written yet");
                return faults;
            }
        }
        if (place == Place.SOURCE) {
            work(Kind.JDBC, random.nextInt(100));
        } else {
            crew.await();
            work(Kind.JDBC, 0);
        }
        faults.addAll(compare(subject -> true));
        if (!faults.isEmpty()) {
            faults.add("After a cut of the " + order);
        }
        return faults;
    }

    /// Unless it runs already.
    private void startEngine() throws IOException, InterruptedException {
        if (engine.isEmpty()) {
            engine = Optional.of(EngineProcess.start(directory, INTERVAL, this::hear));
        }
    }

    private void killEngine() throws InterruptedException {
        Optional<EngineProcess> running = engine;
        engine = Optional.empty();
        if (running.isPresent()) {
            running.get().kill();
        }
    }

    private List<String> compare(Predicate<Subject> isWanted) throws IOException {
        List<String> faults = new ArrayList<>();
        var url =
                TargetUrl.parse(directory.resolve("target").resolve("replicas").toString());
        try (OpenTarget target = Targets.installed().open(url)) {
            var store = new LtxStore(target.target(), ReplicaLayout.LTX_FOLDER);
            var restorer = new Restorer(store, Files.createDirectories(directory.resolve("restored")));
            for (Subject subject : subjects.stream().filter(isWanted).toList()) {
                faults.addAll(subject.awaitCaughtUp(restorer));
                faults.addAll(subject.judge(restorer, random));
            }
        }
        if (!faults.isEmpty()) {
            faults.add("The engine " + (engine.map(EngineProcess::isAlive).orElse(false) ? "lives" : "has ended")
                    + ", and its catalog says: " + catalog());
        }
        return faults;
    }

    private String catalog() {
        try (JdbcApplication catalog =
                JdbcApplication.open(directory.resolve("state").resolve("catalog.db"))) {
            return catalog.query("SELECT replica, state, reason, txid FROM databases")
                    .replace('\n', ' ');
        } catch (SQLException failure) {
            return String.valueOf(failure.getMessage());
        }
    }

    private void waitAndWriteBack(Place place, int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(random.nextInt(40_000_000));
            if (place == Place.SOURCE) {
                writeBackSomething();
            }
        }
    }

    /// Any part of a file may have got to the disk before any other.
    private void writeBackSomething() throws IOException {
        Path database = subjects.get(random.nextInt(subjects.size())).database();
        Path file = random.nextInt(4) == 0 ? database : Path.of(database + "-wal");
        try {
            long offset = random.nextLong(1 + Files.size(file));
            power.writeBack(file, offset, 1 + random.nextInt(65_536));
            tally.add("parts of files written back");
        } catch (NoSuchFileException gone) {
            // The application closes and checks in as it likes.
        }
    }

    /// The application rests, and the engine has followed it. Now the ends of the logs get to the disk, and what is
    /// before them does not; the file system's journal gets there with somebody else's file.
    private void writeBackEnds() throws IOException {
        for (Subject subject : subjects) {
            Path log = Path.of(subject.database() + "-wal");
            if (Files.exists(log) && Files.size(log) > 0) {
                long bytes = 1 + random.nextInt(12_000);
                power.writeBack(log, Math.max(0, Files.size(log) - bytes), bytes);
                tally.add("ends of logs written back");
            }
        }
        try (FileChannel other = FileChannel.open(
                disks.get(Place.SOURCE).root().resolve("other"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            other.write(ByteBuffer.allocate(1));
            other.force(true);
        }
    }

    /// The cut is proved: what was written before it is not synced, and what is written after it fails.
    private void cutPower(Place place) throws IOException {
        Path root = disks.get(place).root();
        Files.write(marker(place), new byte[] {1});
        power.cut(root);
        try {
            Files.write(root.resolve("after"), new byte[] {1});
            throw new AssertionError("The power of " + root + " was cut, and it can be written");
        } catch (IOException cut) {
            tally.add("cuts proved by: "
                    + cut.getMessage()
                            .substring(cut.getMessage().lastIndexOf(':') + 1)
                            .strip());
        }
    }

    private Path marker(Place place) {
        return disks.get(place).root().resolve("unsynced");
    }

    private void work(Kind kind, int millis) {
        crew.begin(orders(kind, millis));
        crew.await();
    }

    private List<WorkOrder> orders(Kind kind, int millis) {
        return subjects.stream()
                .map(subject -> subject.order(kind, random, millis))
                .toList();
    }

    private void hear(List<String> words) {
        Evidence evidence = subjects.stream()
                .filter(subject -> subject.name().equals(words.get(1)))
                .findFirst()
                .orElseThrow()
                .evidence();
        long txId = Long.parseLong(words.get(2));
        Instant startedAt = Instant.parse(words.get(3));
        if (words.getFirst().equals("nothing-new")) {
            evidence.foundNothingNew(txId, startedAt);
            return;
        }
        tally.add("captured: " + words.get(5));
        evidence.acknowledged(txId, startedAt, Instant.parse(words.get(4)), words.get(5));
    }

    /// A copy of all that there is, for whoever wants to know what went wrong.
    Path keep() throws IOException, InterruptedException {
        killEngine();
        crew.replaceAll();
        Path kept = Files.createTempDirectory("power-cut-");
        for (String child : List.of("source", "state", "target")) {
            Trees.copy(directory.resolve(child), kept.resolve(child));
        }
        for (int i = 0; i < subjects.size(); i++) {
            Trees.copy(directory.resolve("ledger-" + i), kept.resolve("ledger-" + i));
        }
        Files.copy(directory.resolve("engine.log"), kept.resolve("engine.log"));
        return kept;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        killEngine();
        crew.replaceAll();
        for (Subject subject : subjects) {
            tally.add("states noted", subject.evidence().states());
            tally.add("restores equal page for page", subject.evidence().exact());
            tally.add("restores sound with all commits", subject.evidence().sound());
            tally.add(
                    "restores of what the application had damaged",
                    subject.evidence().damagedByApplication());
            subject.close();
        }
        for (LoopDisk disk : disks.values()) {
            disk.close();
        }
    }
}
