package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.compaction.MemorySpool;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many databases under the rules that count unless others are said, on a clock that the test moves: what they take on
/// the target beside what their restore points need, and whether each of these gives what was written.
///
/// A restore point is the newest state, the end of each file of level 1 to 8 within the last day, and each captured
/// file that is younger than five minutes. What they need is one file with all pages, and the files of the lowest
/// level behind it that lead to each of them once.
///
/// * `-Dflotilla.year.days`, `-Dflotilla.year.databases`: how long, and how many
/// * `-Dflotilla.year.seed`
class SimulatedYearTest {

    private static final int DAYS = Integer.getInteger("flotilla.year.days", 5);
    private static final int DATABASES = Integer.getInteger("flotilla.year.databases", 40);
    private static final long SEED = Long.getLong("flotilla.year.seed", System.nanoTime());
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int STEPS_A_DAY = 24 * 60 * 2;

    /// Of a hundred databases one is written all day, ten some times a day, and the others once a week.
    private static final int BUSY_ONE_OF = 100;

    private static final int SOME_ONE_OF = 10;

    private final Random random = new Random(SEED);
    private final HandClock clock = new HandClock();
    private final MeteredTarget target = new MeteredTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final LevelCounters counters = new LevelCounters();
    private final List<ModelledDatabase> databases = new ArrayList<>();

    @TempDir
    private Path directory;

    private Catalog catalog;
    private Upkeep upkeep;
    private UpkeepFeed feed;
    private long steadyNanos;
    private long writes;

    @BeforeEach
    void begin() throws IOException {
        catalog = Catalog.open(directory.resolve("state"), "memory:", clock, new Random(1))
                .catalog();
        FleetSettings.Levels settings = FleetSettings.Levels.DEFAULT;
        var steps = new LevelSteps(store, new MemorySpool(1 << 20), FrameEncoding.BLOCK);
        var clocks = new Clocks(clock, () -> steadyNanos);
        var shared = new Upkeep.Shared(
                counters,
                new TargetGate(clock, new Random(1), 64),
                new Warnings(),
                FleetWitness.NONE,
                clock,
                new CautiousClock(clocks));
        upkeep = new Upkeep(catalog, store, steps, settings, shared);
        feed = new UpkeepFeed(catalog.openLevels(), settings, clock);
        for (int number = 0; number < DATABASES; number++) {
            var _ = catalog.register(Path.of("/srv/" + number + ".db"), ObjectKey.of(number + ".db"));
            databases.add(new ModelledDatabase(number, 4 + random.nextInt(47)));
            write(number);
        }
    }

    @AfterEach
    void end() {
        catalog.close();
    }

    @Test
    void storageStaysNearWhatRestorePointsNeed() throws Exception {
        System.out.println("SimulatedYearTest seed " + SEED);
        for (int day = 1; day <= DAYS; day++) {
            for (int step = 0; step < STEPS_A_DAY; step++) {
                clock.move(STEP);
                steadyNanos += STEP.toNanos();
                writeSome();
                feed.whenDue(upkeep::look);
            }
            if (day % 30 == 0) {
                report("day " + day);
            }
        }
        double times = report("day " + DAYS);

        restoreAll();
        assertThat(times).as("seed %d", SEED).isLessThanOrEqualTo(2);
    }

    private void writeSome() throws IOException {
        for (int number = 0; number < DATABASES; number++) {
            if (random.nextInt(stepsBetweenWrites(number)) == 0) {
                write(number);
            }
        }
    }

    private static int stepsBetweenWrites(int number) {
        if (number % BUSY_ONE_OF == 0) {
            return STEPS_A_DAY / 200;
        }
        return number % SOME_ONE_OF == 0 ? STEPS_A_DAY / 3 : STEPS_A_DAY * 7;
    }

    private void write(int number) throws IOException {
        var id = new DatabaseId(number + 1);
        ModelledDatabase database = databases.get(number);
        Instant now = clock.instant();
        byte[] bytes = database.write(random, 4, now);
        TxId txId = database.position();
        var name = new FileName(replica(number), Level.CAPTURED, TxIdRange.of(txId));
        store.put(List.of(new NewFile(name, new BytesPayload(bytes), now)));
        var position = new Position(
                txId, now, new FileIdentity(1, 1, 1), ModelledDatabase.PAGE_SIZE, 1, new LogPosition.Unknown(), "boot");
        catalog.advance(List.of(new Advance(id, position, new HashChange.Forget(), Fingerprint.UNKNOWN, now, now)));
        writes++;
    }

    private static ObjectKey replica(int number) {
        return ObjectKey.of(number + ".db");
    }

    /// How many times what is needed is there.
    private double report(String when) throws IOException {
        var there = new long[Level.SNAPSHOT.value() + 1];
        long needed = 0;
        long positions = 0;
        for (int number = 0; number < DATABASES; number++) {
            List<ReplicaFile> files = store.list(replica(number));
            files.forEach(file -> there[file.level().value()] += file.size());
            needed += databases.get(number).wholeSize(clock.instant()) + behindTheBase(files);
            positions += position(files);
        }
        long all = LongStream.of(there).sum();
        double times = (double) all / needed;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d databases, %,d writes, %,d B on the target, %,d B needed, %.2f times; "
                        + "with the captured files that tell positions %.2f times; by level %s; %s%n",
                when,
                DATABASES,
                writes,
                all,
                needed,
                times,
                (double) all / (needed + positions),
                Arrays.toString(there),
                counters.counts());
        return times;
    }

    /// The newest captured file tells the position, here and for a Litestream, when no moment needs it any more.
    private long position(List<ReplicaFile> files) {
        return files.stream()
                .filter(file -> file.level().equals(Level.CAPTURED))
                .max(Comparator.comparing(file -> file.range().max()))
                .filter(file -> file.timestamp().isBefore(clock.instant().minus(RetentionRules.DEFAULT.level0())))
                .filter(file -> files.size() > 1)
                .map(ReplicaFile::size)
                .orElse(0L);
    }

    /// What leads to the moments of the last day, and of the last minutes.
    private long behindTheBase(List<ReplicaFile> files) {
        RetentionRules rules = RetentionRules.DEFAULT;
        long captured = sizeOf(files, Level.CAPTURED, clock.instant().minus(rules.level0()));
        return captured + sizeOf(files, new Level(1), clock.instant().minus(rules.moments()));
    }

    private static long sizeOf(List<ReplicaFile> files, Level level, Instant since) {
        return files.stream()
                .filter(file -> file.level().equals(level) && !file.timestamp().isBefore(since))
                .filter(file -> !file.range().min().equals(TxId.FIRST))
                .mapToLong(ReplicaFile::size)
                .sum();
    }

    private void restoreAll() throws IOException {
        Path output = directory.resolve("restored.db");
        int restored = 0;
        for (int number = 0; number < DATABASES; number++) {
            for (TxId point : points(number)) {
                var request = new RestoreRequest(replica(number), new RestorePoint.AsOf(point), output);
                assertThat(new Restore(store).restore(request, RestoreProgress.NONE))
                        .as("seed %d, database %d, TXID %s", SEED, number, point)
                        .isInstanceOf(RestoreResult.Restored.class);
                assertThat(Files.readAllBytes(output))
                        .as("seed %d, database %d, TXID %s", SEED, number, point)
                        .isEqualTo(databases.get(number).image(point));
                Files.delete(output);
                restored++;
            }
        }
        System.out.println("restored and compared " + restored + " states");
    }

    /// The newest state, and the ends of merged files of the last day.
    private Set<TxId> points(int number) throws IOException {
        ModelledDatabase database = databases.get(number);
        Instant since = clock.instant().minus(RetentionRules.DEFAULT.moments());
        Set<TxId> points = new TreeSet<>(Set.of(database.position()));
        for (ReplicaFile file : store.list(replica(number))) {
            boolean isMerged =
                    !file.level().equals(Level.CAPTURED) && !file.level().equals(Level.SNAPSHOT);
            TxId end = file.range().max();
            if (isMerged && !file.timestamp().isBefore(since) && database.remembers(end)) {
                points.add(end);
            }
        }
        return points;
    }
}
