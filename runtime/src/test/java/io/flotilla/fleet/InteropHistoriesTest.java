package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.compaction.Joining;
import io.flotilla.compaction.LevelRules;
import io.flotilla.compaction.MemorySpool;
import io.flotilla.compaction.Merge;
import io.flotilla.compaction.MergeResult;
import io.flotilla.compaction.Retention;
import io.flotilla.compaction.RetentionRules;
import io.flotilla.compaction.Snapshot;
import io.flotilla.compaction.Work;
import io.flotilla.fleet.RandomHistory.Noted;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Small random histories of real SQLite databases between the engine and the real Litestream, both ways:
/// growth, shrinking, vacuum, all page sizes, restarts of the log, other journal modes where Litestream
/// does not replicate, and merged files and snapshots that bridge what is gone. What is restored is held
/// against what an application's database was, noted outside.
///
/// A few in each build, where there is a Litestream; many by
///
/// ```
/// mvn test -pl runtime -am -Dtest=InteropHistoriesTest -Dsurefire.failIfNoSpecifiedTests=false \
///     -Dflotilla.interop.histories=500 -Dflotilla.interop.seed=1
/// ```
///
/// The seed repeats the random choices of a run, not the time at which two programs do what they do.
class InteropHistoriesTest {

    private static final int HISTORIES = Integer.getInteger("flotilla.interop.histories", 4);
    private static final long SEED = Long.getLong("flotilla.interop.seed", System.nanoTime());
    private static final int BATCH = 25;
    private static final int ROUNDS = 20;

    /// Litestream restores so many transactions of each history, and so many moments.
    private static final int TRANSACTIONS = 4;

    private static final int MOMENTS = 2;

    /// What Litestream does in days happens within seconds.
    private static final String QUICK = """
            levels:
              - interval: 1s
              - interval: 2s
            snapshot:
              interval: 3s
              retention: 24h
            l0-retention: 1s
            l0-retention-check-interval: 1s
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path temporary;

    private final Map<String, Integer> done = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();

    private interface Campaign {
        void run(Batch batch) throws Exception;
    }

    @Test
    void litestreamRestoresOurs() throws Exception {
        run("ours, restored by Litestream", Batch::ours);
    }

    @Test
    void weRestoreLitestreams() throws Exception {
        run("Litestream's, restored by us", Batch::theirs);
    }

    private void run(String direction, Campaign campaign) throws Exception {
        Path litestream = LitestreamPeer.find();
        for (int begun = 0; begun < HISTORIES; begun += BATCH) {
            long seed = SEED + begun / BATCH;
            Path directory = Files.createDirectory(temporary.resolve("seed-" + seed));
            int before = differences.size();
            try (var application = SqliteProcess.start()) {
                campaign.run(new Batch(
                        litestream,
                        directory,
                        application,
                        "seed " + seed,
                        Math.min(BATCH, HISTORIES - begun),
                        new Random(seed)));
            }
            if (differences.size() == before) {
                SourceDirectory.remove(directory);
            }
            System.out.println("interop: " + direction + ", seeds " + SEED + " to " + seed + ": " + done
                    + ", different: " + differences.size());
        }
        assertThat(differences).as("%s, first seed %s", direction, SEED).isEmpty();
    }

    /// Histories that go through everything together.
    private final class Batch {

        private final Path directory;
        private final String seed;
        private final Random random;
        private final LitestreamPeer peer;
        private final List<RandomHistory> histories = new ArrayList<>();
        private int outputs;

        Batch(Path litestream, Path directory, SqliteProcess application, String seed, int count, Random random)
                throws IOException {
            this.directory = directory;
            this.seed = seed;
            this.random = random;
            Path source = Files.createDirectory(directory.resolve("source"));
            Files.createDirectory(directory.resolve("replicas"));
            List<List<Path>> replicas = new ArrayList<>();
            for (int number = 0; number < count; number++) {
                var history = new RandomHistory(application, source, number, new Random(random.nextLong()));
                histories.add(history);
                replicas.add(List.of(
                        source.resolve(history.name()),
                        directory.resolve("replicas").resolve(history.name())));
            }
            peer = new LitestreamPeer(litestream, directory, replicas, QUICK);
        }

        void ours() throws Exception {
            var target = new MemoryTarget();
            var store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
            var states = new HashMap<String, Noted>();
            for (int round = 0; round < ROUNDS; round++) {
                for (RandomHistory history : histories) {
                    for (int step = random.nextInt(4); step > 0; step--) {
                        history.changeInAnyMode();
                    }
                }
                try (var fleet = new TestFleet(directory, target, TestFleet.Odd.NOTHING)) {
                    assertThat(fleet.fleet().once().problems()).as(seed).isEmpty();
                }
                for (RandomHistory history : histories) {
                    noteShipped(history, store, states);
                    if (random.nextInt(5) == 0) {
                        keepUp(history, store);
                    }
                }
            }
            new ReplicaFolder(directory.resolve("replicas")).writeAll(target);
            for (RandomHistory history : histories) {
                count("histories");
                checkOurs(history, store, states);
            }
        }

        private void noteShipped(RandomHistory history, LtxStore store, Map<String, Noted> states) throws IOException {
            Noted now = history.note();
            TxId last = last(store.list(ObjectKey.of(history.name())));
            Noted other = states.putIfAbsent(history.name() + last, now);
            if (other != null && !other.bytes().equals(now.bytes())) {
                different(history, "was changed, and TXID " + last + " stayed the last");
            }
        }

        private static TxId last(List<ReplicaFile> files) {
            return files.stream()
                    .map(file -> file.range().max())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        /// Merges, snapshots and removals, as of an hour later.
        private void keepUp(RandomHistory history, LtxStore store) throws IOException {
            List<Duration> intervals = List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
            var rules = new Work.Rules(
                    new LevelRules(
                            intervals.subList(0, 1 + random.nextInt(3)),
                            random.nextBoolean() ? Duration.ofSeconds(10) : Duration.ZERO),
                    new RetentionRules(
                            Duration.ofMinutes(5),
                            random.nextBoolean() ? Duration.ofDays(1) : Duration.ofMinutes(1),
                            0,
                            0,
                            random.nextInt(3) == 0));
            Instant later = Instant.now().plus(Duration.ofHours(1));
            var joining = new Joining(store, store::open, new MemorySpool(1 << 24), FrameEncoding.BLOCK);
            for (boolean more = true; more; ) {
                more = switch (Work.next(store.list(ObjectKey.of(history.name())), rules, later, later)) {
                    case Work.Merging(var into, var inputs) -> made(new Merge(joining).step(into, inputs));
                    case Work.Snapshotting(var plan) -> made(new Snapshot(joining).step(plan));
                    case Work.Removing(var plan) -> {
                        new Retention(store).step(plan);
                        count("removals");
                        yield plan.more();
                    }
                    case Work.Nothing(var until) -> false;
                    case Work.Hindered(var why) -> throw new AssertionError(seed + ": " + why);
                };
            }
        }

        private boolean made(MergeResult result) {
            assertThat(result).as(seed).isInstanceOf(MergeResult.Merged.class);
            count("merges");
            return true;
        }

        private void checkOurs(RandomHistory history, LtxStore store, Map<String, Noted> states) throws Exception {
            List<ReplicaFile> files = store.list(ObjectKey.of(history.name()));
            List<TxId> restorable = restorable(files);
            count("kept transactions", restorable.size());
            Path latest = output();
            peer.restore(history.name(), latest);
            compare(history, "latest", latest, states.get(history.name() + last(files)));
            for (TxId txId : some(restorable, TRANSACTIONS)) {
                Path theirs = output();
                peer.restoreAs(history.name(), theirs, "-txid", txId.hex());
                compare(history, "TXID " + txId, theirs, states.get(history.name() + txId));
            }
            compareMoments(history, files, store);
            if (restorable.size() < last(files).value()) {
                count("histories with transactions that only merged files have");
            }
        }

        private void compare(RandomHistory history, String what, Path found, Noted expected) throws IOException {
            count("restores");
            if (!Files.exists(found)) {
                different(history, what + " was not restored");
            } else if (expected == null || !RandomHistory.of(found).bytes().equals(expected.bytes())) {
                different(history, what + " is another state: " + found);
            }
        }

        /// Both restore the same, or none of them anything.
        private void compareMoments(RandomHistory history, List<ReplicaFile> files, LtxStore store) throws Exception {
            List<Instant> times =
                    files.stream().map(ReplicaFile::timestamp).sorted().toList();
            for (int i = 0; i < MOMENTS; i++) {
                Instant moment = times.get(random.nextInt(times.size())).plusMillis(random.nextInt(3) - 1);
                // Litestream refuses what lies outside of the times that it lists.
                if (moment.isBefore(times.getFirst()) || moment.isAfter(times.getLast())) {
                    continue;
                }
                Path theirs = output();
                peer.restoreAs(history.name(), theirs, "-timestamp", moment.toString());
                Optional<Noted> ours = restored(history, store, new RestorePoint.Until(moment));
                Optional<Noted> other = Files.exists(theirs) ? Optional.of(RandomHistory.of(theirs)) : Optional.empty();
                count(ours.isPresent() ? "moments" : "moments that both refuse");
                if (!ours.equals(other)) {
                    different(history, moment + " is " + ours + " by us and " + other + " by Litestream: " + theirs);
                } else if (ours.isPresent() && !isKnown(history, ours.get())) {
                    different(history, moment + " is no state that there was: " + theirs);
                }
            }
        }

        private boolean isKnown(RandomHistory history, Noted state) {
            return history.noted().stream().anyMatch(each -> each.content().equals(state.content()));
        }

        void theirs() throws Exception {
            for (RandomHistory history : histories) {
                history.note();
            }
            peer.start();
            for (int round = 0; round < ROUNDS; round++) {
                for (RandomHistory history : histories) {
                    history.change();
                    history.noteBesideOthers();
                }
            }
            peer.awaitShipped(histories.stream().map(RandomHistory::name).toList());
            for (RandomHistory history : histories) {
                history.noteBesideOthers();
                history.close();
            }
            peer.stop();
            MemoryTarget target = new ReplicaFolder(directory.resolve("replicas")).read();
            for (RandomHistory history : histories) {
                count("histories");
                checkTheirs(history, new LtxStore(target, ReplicaLayout.LTX_FOLDER));
            }
        }

        /// Each transaction that is kept is a state that there was, and a later one than the one before it.
        private void checkTheirs(RandomHistory history, LtxStore store) throws Exception {
            List<ReplicaFile> files = store.list(ObjectKey.of(history.name()));
            List<TxId> restorable = restorable(files);
            count("kept transactions", restorable.size());
            List<TxId> compared = some(restorable, TRANSACTIONS);
            int at = 0;
            for (TxId txId : restorable) {
                Optional<Noted> ours = restored(history, store, new RestorePoint.AsOf(txId));
                at = ours.isPresent() ? next(history, at, ours.get()) : -1;
                if (at < 0) {
                    different(history, "TXID " + txId + " is no state that there was, or comes too late");
                    return;
                }
                boolean isExact = history.noted().stream()
                        .anyMatch(each -> each.bytes().equals(ours.get().bytes()));
                count(isExact ? "restores, each byte noted" : "restores with pages of Litestream's own");
                if (!isExact || compared.contains(txId)) {
                    Path theirs = output();
                    peer.restoreAs(history.name(), theirs, "-txid", txId.hex());
                    compare(history, "TXID " + txId + " by Litestream", theirs, ours.get());
                }
            }
            if (at < history.noted().size() - 1
                    && !history.noted()
                            .getLast()
                            .content()
                            .equals(history.noted().get(at).content())) {
                different(history, "ends with a state that is not the last one");
            }
            compareMoments(history, files, store);
            if (restorable.size() < last(files).value()) {
                count("histories with transactions that only merged files have");
            }
        }

        /// Which of the noted states it is, not before one of them; -1 where it is none.
        private int next(RandomHistory history, int from, Noted state) {
            List<Noted> noted = history.noted();
            for (int at = from; at < noted.size(); at++) {
                if (noted.get(at).content().equals(state.content())) {
                    return at;
                }
            }
            return -1;
        }

        private List<TxId> restorable(List<ReplicaFile> files) {
            return files.stream()
                    .map(file -> file.range().max())
                    .distinct()
                    .sorted()
                    .filter(txId -> RestorePlan.of(files, new RestorePoint.AsOf(txId)) instanceof RestorePlan.Ready)
                    .toList();
        }

        private List<TxId> some(List<TxId> all, int most) {
            var some = new ArrayList<>(all);
            while (some.size() > most) {
                some.remove(random.nextInt(some.size()));
            }
            return some;
        }

        private Optional<Noted> restored(RandomHistory history, LtxStore store, RestorePoint point) throws IOException {
            Path ours = output();
            var request = new RestoreRequest(ObjectKey.of(history.name()), point, ours);
            return new Restore(store).restore(request, RestoreProgress.NONE) instanceof RestoreResult.Restored
                    ? Optional.of(RandomHistory.of(ours))
                    : Optional.empty();
        }

        private Path output() {
            return directory.resolve("restored-" + ++outputs + ".db");
        }

        private void different(RandomHistory history, String what) {
            differences.add(seed + ", " + history.name() + ": " + what);
            System.out.println("interop: DIFFERENT " + differences.getLast());
        }

        private void count(String what) {
            count(what, 1);
        }

        private void count(String what, int more) {
            done.merge(what, more, Integer::sum);
        }
    }
}
