package io.flotilla.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random histories of one replica over days, with merges, snapshots and removals that fail now and then:
/// whatever the rules promise restores, byte for byte.
class LevelsOverTimeTest {

    private static final int HISTORIES = Integer.getInteger("flotilla.levels.histories", 20);
    private static final int STEPS = 80;

    @TempDir
    private Path directory;

    @Test
    void everyPromisedMomentRestores() throws Exception {
        long seed = System.nanoTime();
        var done = new TreeMap<String, Integer>();
        for (int i = 0; i < HISTORIES; i++) {
            try {
                new Run(seed + i).go(done);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + (seed + i), failure);
            }
        }
        System.out.println("Levels over time: seed " + seed + ", " + done);
        assertThat(done).containsKeys("Merging", "Snapshotting", "Removing", "restored", "put failed", "delete failed");
    }

    private final class Run {

        private final Random random;
        private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
        private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
        private final Grown grown;
        private final LevelRules levels;
        private final RetentionRules rules;
        private final boolean clockJumps;
        private Instant now = Listing.NOON;

        /// The ends of all merged files that ever were.
        private final SortedSet<Long> merged = new TreeSet<>();

        /// The last snapshot of each day and week.
        private final Map<Long, Long> ofDay = new HashMap<>();

        private final Map<Long, Long> ofWeek = new HashMap<>();

        /// Those that were too old once, by a clock that may have jumped: they are promised no more.
        private final SortedSet<Long> lapsed = new TreeSet<>();

        Run(long seed) {
            random = new Random(seed);
            grown = new Grown(store, random);
            levels = new LevelRules(
                    List.of(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(1)),
                    Duration.ofHours(1 + random.nextInt(24)));
            rules = new RetentionRules(
                    Duration.ofMinutes(5),
                    Duration.ofHours(1 + random.nextInt(48)),
                    random.nextInt(5),
                    random.nextInt(3),
                    false);
            clockJumps = random.nextInt(3) == 0;
        }

        void go(Map<String, Integer> done) throws IOException {
            grown.change(now);
            for (int step = 0; step < STEPS; step++) {
                now = now.plus(randomTime());
                if (clockJumps && random.nextInt(20) == 0) {
                    now = now.plus(Duration.ofMinutes(random.nextInt(6000) - 3000));
                }
                write();
                work(done);
                check(step % 10 == 0 || step == STEPS - 1, done);
            }
        }

        private Duration randomTime() {
            return switch (random.nextInt(10)) {
                case 0 -> Duration.ofHours(random.nextInt(40));
                case 1, 2, 3 -> Duration.ofMinutes(random.nextInt(90));
                default -> Duration.ofSeconds(random.nextInt(60));
            };
        }

        private void write() throws IOException {
            int changes = random.nextInt(4) == 0 ? 0 : random.nextInt(6);
            for (int i = 0; i < changes; i++) {
                now = now.plusSeconds(random.nextInt(3));
                if (random.nextInt(100) == 0) {
                    grown.changePageSize(now);
                    noteSnapshots();
                } else {
                    grown.change(now);
                }
            }
        }

        private void work(Map<String, Integer> done) throws IOException {
            for (long txId = 1; txId <= grown.last(); txId++) {
                addIf(earliestTime(txId).isBefore(now.minus(rules.moments())), txId, lapsed);
            }
            for (int i = 0; i < 100; i++) {
                Work work = Work.next(grown.files(), new Work.Rules(levels, rules), now, now);
                boolean isOver = work instanceof Work.Nothing || random.nextInt(20) == 0;
                if (isOver) {
                    return;
                }
                breakSomething(done);
                perform(work);
                target.heal();
                done.merge(work.getClass().getSimpleName(), 1, Integer::sum);
                noteSnapshots();
            }
            throw new AssertionError("there is always something to do");
        }

        private void breakSomething(Map<String, Integer> done) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    target.add(new Fault.Fails(
                            Calls.all(Calls.Operation.PUT),
                            key -> true,
                            () -> new TargetException.Unavailable("as ordered")));
                    done.merge("put failed", 1, Integer::sum);
                }
                case 1 -> {
                    target.add(new Fault.Fails(
                            Calls.all(Calls.Operation.DELETE),
                            key -> true,
                            () -> new TargetException.Refused("as ordered")));
                    done.merge("delete failed", 1, Integer::sum);
                }
                default -> {}
            }
        }

        private void perform(Work work) {
            int room = random.nextBoolean() ? 1 << 20 : 500;
            var joining = new Joining(store, store::open, new MemorySpool(room), FrameEncoding.BLOCK);
            switch (work) {
                case Work.Merging(var into, var inputs) -> expected(new Merge(joining).step(into, inputs));
                case Work.Snapshotting(var plan) -> expected(new Snapshot(joining).step(plan));
                case Work.Removing(var plan) -> new Retention(store).step(plan);
                case Work.Nothing(var until) -> {}
                case Work.Hindered(var why) -> throw new AssertionError(why);
            }
        }

        private void expected(MergeResult result) {
            if (result instanceof MergeResult.Merged(ReplicaFile file, var inputs)) {
                if (file.level().compareTo(Level.SNAPSHOT) < 0) {
                    merged.add(file.range().max().value());
                }
            } else if (!(result instanceof MergeResult.Failed)) {
                throw new AssertionError(result);
            }
        }

        private void noteSnapshots() throws IOException {
            for (ReplicaFile file : grown.files(9)) {
                ofDay.put(
                        KeptSnapshots.day(file.timestamp()), file.range().max().value());
                ofWeek.put(
                        KeptSnapshots.week(file.timestamp()), file.range().max().value());
            }
        }

        private void check(boolean all, Map<String, Integer> done) throws IOException {
            List<Long> promised = new ArrayList<>(List.of(grown.last()));
            if (all) {
                promised.addAll(promised());
            }
            for (long txId : promised) {
                byte[] expected = grown.state(txId);
                assertThat(grown.restore(txId, directory))
                        .as(
                                "TXID %s of %s at %s by %s: %s",
                                txId, grown.time(txId), now, rules, Listing.timed(grown.files()))
                        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(expected));
                done.merge("restored", 1, Integer::sum);
            }
        }

        private SortedSet<Long> promised() {
            var promised = new TreeSet<Long>();
            merged.forEach(txId -> addIf(!lapsed.contains(txId), txId, promised));
            if (!clockJumps) {
                for (long txId = 1; txId <= grown.last(); txId++) {
                    addIf(!grown.time(txId).isBefore(now.minus(rules.level0())), txId, promised);
                }
                long today = KeptSnapshots.day(now);
                ofDay.forEach((day, txId) -> addIf(day > today - rules.dailies(), txId, promised));
                long week = KeptSnapshots.week(now);
                ofWeek.forEach((number, txId) -> addIf(number > week - rules.weeklies(), txId, promised));
            }
            return promised;
        }

        private static void addIf(boolean isPromised, long txId, SortedSet<Long> promised) {
            if (isPromised) {
                promised.add(txId);
            }
        }

        /// Where a clock jumped, a later stamp may tell that a transaction is older than its own says.
        private Instant earliestTime(long txId) {
            Instant earliest = grown.time(txId);
            for (long later = txId; later <= grown.last(); later++) {
                earliest = grown.time(later).isBefore(earliest) ? grown.time(later) : earliest;
            }
            return earliest;
        }
    }
}
