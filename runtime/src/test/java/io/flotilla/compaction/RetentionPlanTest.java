package io.flotilla.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionPlanTest {

    private static final int ROUNDS = Integer.getInteger("flotilla.retention.rounds", 20_000);
    private static final long MINUTES_A_DAY = 1440;

    /// Captured files stay for 5 minutes, moments for a day.
    @ParameterizedTest(name = "{0} after {1} minutes: {2}")
    @CsvSource({
        // Captured files go when level 1 holds them and the next one is old enough; the newest stays.
        "0:1-1@0 0:2-2@0 1:1-2@0, 5, ''",
        "0:1-1@0 0:2-2@0 1:1-2@0, 6, 0:1-1",
        "0:1-1@0 0:2-2@4 1:1-2@4, 8, ''",
        "0:1-1@0 0:2-2@0 0:3-3@0, 1000, ''",
        // The first merge is a snapshot.
        "0:1-1@0 0:2-2@0 9:1-2@0, 6, 0:1-1",
        "0:1-1@0 0:2-2@0 9:1-2@0 0:3-3@1 1:3-3@1, 7, 0:1-1 0:2-2",
        "0:1-1@0 0:2-2@0 9:1-2@0 0:3-3@1 1:2-3@1, 7, ''",
        // Of what two levels hold the lower one goes: at once where level 1 ends there too, else when it is too old.
        "9:1-2@0 1:3-4@1 1:5-6@2 2:3-6@2 2:7-8@3 3:3-6@2 1:7-8@3 0:8-8@3, 8, 2:3-6",
        "9:1-2@0 1:3-4@1 1:5-6@2 2:3-6@2 1:7-8@3 0:8-8@3, 8, ''",
        "9:1-2@0 1:3-4@1 1:5-6@2 2:3-6@2 1:7-8@3 0:8-8@3, 1443, 1:3-4 1:5-6",
        // From the oldest on without a hole.
        "1:2-3@0 0:1-1@0 0:2-2@0 0:3-3@0 0:4-4@0, 10, ''",
        "1:1-3@9 0:1-1@0 0:2-2@0 0:3-3@9 0:4-4@9, 14, ''",
        "1:1-3@9 0:1-1@0 0:2-2@0 0:3-3@9 0:4-4@9, 15, 0:1-1 0:2-2 0:3-3",
        "3:1-3@9 0:1-1@0 0:2-2@0 0:3-3@9 0:4-4@9, 15, ''",
        // Nothing merged that ends at a base or before is needed.
        "1:1-2@0 1:3-4@1 1:5-6@2 9:1-4@1 9:1-6@2 0:6-6@2, 1442, 1:1-2 1:3-4",
        "1:1-2@0 1:3-4@1 1:5-6@2 9:1-4@1 9:1-6@2 0:6-6@2, 1443, 1:1-2 1:3-4 1:5-6 9:1-4",
        "1:1-2@0 9:1-2@0 0:2-2@0, 10000, 1:1-2",
        // A snapshot that is the base of the oldest promised moment stays.
        "9:1-2@0 9:1-4@1000 0:4-4@1000, 1500, ''",
        "9:1-2@0 9:1-4@1000 0:4-4@1000, 2441, 9:1-2",
        // Of a replica that leads to nothing, nothing goes.
        "0:1-1@0 0:3-3@0 1:1-1@0, 10000, ''",
        // A clock that went back, and times in the future.
        "0:1-1@0 0:2-2@0 1:1-2@0, -1000, ''",
        "0:1-1@5000 0:2-2@5000 1:1-2@5000, 10, ''",
        "9:1-2@9999 9:1-4@0 9:1-6@1 0:6-6@1, 1500, 9:1-2 9:1-4",
        // One that was stamped too early is no older than those before it.
        "9:1-2@0 9:1-4@-9999 0:4-4@1000, 1400, ''",
    })
    @Tag("S-22")
    void removesWhatNobodyNeeds(String listing, long minutes, String expected) {
        assertThat(plan(listing, RetentionRules.DEFAULT, minutes)).isEqualTo(expected);
    }

    @Test
    void keepsTheLastSnapshotOfDaysAndOfWeeks() {
        String listing = "9:1-1@0 9:1-2@60 9:1-3@1440 9:1-4@1500 9:1-5@2880 9:1-6@10080 9:1-7@20160 0:7-7@20160";
        var dailies = new RetentionRules(Duration.ZERO, Duration.ZERO, 14, 0, false);
        var weeklies = new RetentionRules(Duration.ZERO, Duration.ZERO, 0, 3, false);

        assertThat(plan(listing, dailies, 20_170)).isEqualTo("9:1-1 9:1-2");
        assertThat(plan(listing, weeklies, 20_170)).isEqualTo("9:1-1 9:1-2");
        assertThat(plan("9:1-2@60 9:1-4@1500 9:1-5@2880 9:1-6@10080 9:1-7@20160 0:7-7@20160", weeklies, 20_170))
                .isEqualTo("9:1-2 9:1-4");
    }

    @Test
    void keepsWhatHeldTransactionsNeed() {
        List<ReplicaFile> listing = Listing.of("1:1-2@0 1:3-4@1 1:5-6@2 9:1-6@2 0:6-6@2");
        Instant now = Listing.at(10_000);

        assertThat(removed(listing, RetentionRules.DEFAULT, now, Set.of())).isEqualTo("1:1-2 1:3-4 1:5-6");
        assertThat(removed(listing, RetentionRules.DEFAULT, now, Set.of(new TxId(2))))
                .isEmpty();
        assertThat(removed(listing, RetentionRules.DEFAULT.held(), now, Set.of()))
                .isEmpty();
    }

    @Test
    @Tag("P-8")
    void removesFewSnapshotsAtATimeWhereAClockJumpedAhead() {
        var listing = new ArrayList<ReplicaFile>();
        for (int day = 1; day <= 30; day++) {
            listing.add(Listing.file(9, 1, day, Listing.at(day * MINUTES_A_DAY)));
        }
        listing.add(Listing.file(0, 30, 30, Listing.at(30 * MINUTES_A_DAY)));
        var rules = new RetentionRules(Duration.ofMinutes(5), Duration.ofHours(24), 30, 0, false);

        RetentionPlan plan = RetentionPlan.of(listing, rules, Listing.at(400 * MINUTES_A_DAY), Set.of());

        assertThat(plan.removals()).hasSize(RetentionPlan.MOST_SNAPSHOTS);
        assertThat(plan.more()).isTrue();
    }

    @Test
    void removesNoMoreThanOneRequestTakes() {
        var listing = new ArrayList<ReplicaFile>();
        LongStream.rangeClosed(1, 3000).forEach(txId -> listing.add(Listing.file(0, txId, txId, Listing.NOON)));
        listing.add(Listing.file(1, 1, 3000, Listing.NOON));

        RetentionPlan plan = RetentionPlan.of(listing, RetentionRules.DEFAULT, Listing.at(60), Set.of());

        assertThat(plan.removals()).hasSize(RetentionPlan.MOST_FILES);
        assertThat(plan.more()).isTrue();
    }

    /// Random listings, as merges leave them and as they do not. What is promised is found by asking for every
    /// transaction, before and after.
    @Test
    @Tag("S-22")
    void neverRemovesWhatAPromisedMomentNeeds() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int removals = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<ReplicaFile> files = randomListing(random);
            Instant now = Listing.at(random.nextInt(6000));
            var rules = new RetentionRules(
                    Duration.ofMinutes(random.nextInt(60)),
                    Duration.ofMinutes(random.nextInt(3000)),
                    random.nextInt(4),
                    random.nextInt(3),
                    false);
            Set<TxId> held = random.nextInt(3) == 0 ? Set.of(new TxId(1 + random.nextInt(20))) : Set.of();
            RetentionPlan plan = RetentionPlan.of(files, rules, now, held);
            removals += plan.removals().size();
            String why = "seed " + seed + ", round " + round + ": " + Listing.timed(files) + " by " + rules + " at "
                    + Duration.between(Listing.NOON, now).toMinutes() + ": " + Listing.removed(plan);
            checkPromises(files, plan, new Promises(rules, now, held), why);
        }
        assertThat(removals).isGreaterThan(ROUNDS);
    }

    private record Promises(RetentionRules rules, Instant now, Set<TxId> held) {}

    private static void checkPromises(List<ReplicaFile> before, RetentionPlan plan, Promises promises, String why) {
        var after = new ArrayList<>(before);
        after.removeAll(plan.removals().stream().map(Removal::file).toList());
        assertThat(after).as(why).hasSize(before.size() - plan.removals().size());
        boolean wasSound = RestorePlan.of(before, new RestorePoint.Latest()) instanceof RestorePlan.Ready;
        if (!wasSound) {
            assertThat(plan.removals()).as(why).isEmpty();
            return;
        }
        assertThat(newest(after)).as(why).isEqualTo(newest(before));
        for (ReplicaFile file : before) {
            TxId end = file.range().max();
            if (isPromised(file, before, promises) && isRestorable(before, end)) {
                assertThat(isRestorable(after, end)).as("TXID %s, %s", end, why).isTrue();
            }
        }
        for (TxId txId : promises.held()) {
            if (isRestorable(before, txId)) {
                assertThat(isRestorable(after, txId))
                        .as("held %s, %s", txId, why)
                        .isTrue();
            }
        }
        checkPrefixes(before, after, why);
    }

    /// By the stamps, where time goes forward among them.
    private static boolean isPromised(ReplicaFile file, List<ReplicaFile> all, Promises promises) {
        RetentionRules rules = promises.rules();
        Instant time = file.timestamp();
        if (file.level().equals(Level.CAPTURED)) {
            return !time.isBefore(promises.now().minus(rules.level0()));
        }
        if (!time.isBefore(promises.now().minus(rules.moments()))) {
            return true;
        }
        if (!file.level().equals(Level.SNAPSHOT)) {
            return false;
        }
        long day = KeptSnapshots.day(time);
        long week = KeptSnapshots.week(time);
        List<ReplicaFile> later = all.stream()
                .filter(other -> other.level().equals(Level.SNAPSHOT)
                        && other.range().max().compareTo(file.range().max()) > 0)
                .toList();
        boolean isLastOfDay = later.stream().noneMatch(other -> KeptSnapshots.day(other.timestamp()) == day);
        boolean isLastOfWeek = later.stream().noneMatch(other -> KeptSnapshots.week(other.timestamp()) == week);
        return (isLastOfDay && day > KeptSnapshots.day(promises.now()) - rules.dailies())
                || (isLastOfWeek && week > KeptSnapshots.week(promises.now()) - rules.weeklies());
    }

    private static void checkPrefixes(List<ReplicaFile> before, List<ReplicaFile> after, String why) {
        for (int value = 0; value < 9; value++) {
            var level = new Level(value);
            List<ReplicaFile> was =
                    before.stream().filter(file -> file.level().equals(level)).toList();
            List<ReplicaFile> is =
                    after.stream().filter(file -> file.level().equals(level)).toList();
            assertThat(is).as(why).isEqualTo(was.subList(was.size() - is.size(), was.size()));
            boolean mayBeEmpty = was.isEmpty() || (value > 0 && isInSnapshot(was.getLast(), after));
            assertThat(is.isEmpty()).as(why).isIn(false, mayBeEmpty);
        }
    }

    private static boolean isInSnapshot(ReplicaFile file, List<ReplicaFile> files) {
        return files.stream()
                .filter(other -> other.level().equals(Level.SNAPSHOT))
                .anyMatch(other -> other.range().max().compareTo(file.range().max()) >= 0);
    }

    private static TxId newest(List<ReplicaFile> files) {
        var plan = (RestorePlan.Ready) RestorePlan.of(files, new RestorePoint.Latest());
        return plan.files().getLast().range().max();
    }

    private static boolean isRestorable(List<ReplicaFile> files, TxId txId) {
        return RestorePlan.of(files, new RestorePoint.AsOf(txId)) instanceof RestorePlan.Ready;
    }

    /// Levels that are merged so far and no farther, some of whose files are gone; times that go forward.
    private static List<ReplicaFile> randomListing(Random random) {
        int last = 1 + random.nextInt(20);
        var times = new Instant[last + 1];
        long minutes = 0;
        for (int txId = 1; txId <= last; txId++) {
            minutes += random.nextInt(random.nextInt(4) == 0 ? 2000 : 20);
            times[txId] = Listing.at(minutes);
        }
        var files = new ArrayList<ReplicaFile>();
        List<Integer> ends =
                LongStream.rangeClosed(1, last).mapToObj(Math::toIntExact).toList();
        for (int level = 0; level <= 3; level++) {
            int begin = 1;
            var kept = new ArrayList<Integer>();
            int gone = random.nextInt(4) == 0 ? random.nextInt(ends.size() + 1) : 0;
            for (int end : ends) {
                boolean isBound = level == 0 || random.nextInt(3) > 0;
                if (!isBound) {
                    continue;
                }
                if (gone-- <= 0) {
                    files.add(Listing.file(level, begin, end, times[end]));
                }
                kept.add(end);
                begin = end + 1;
            }
            ends = kept.isEmpty() ? ends : kept;
        }
        var snapshots = new HashSet<Integer>();
        for (int i = random.nextInt(5); i > 0; i--) {
            snapshots.add(1 + random.nextInt(last));
        }
        snapshots.stream().sorted().forEach(txId -> files.add(Listing.file(9, 1, txId, times[txId])));
        return files;
    }

    @Test
    void tellsWhenSomethingMayGoNext() {
        List<ReplicaFile> listing = Listing.of("9:1-2@0 1:1-2@0 1:3-4@10 9:1-4@10 0:4-4@10");

        assertThat(RetentionPlan.next(listing, RetentionRules.DEFAULT, Listing.at(20), Set.of()))
                .hasValueSatisfying(moment -> assertThat(moment).isBetween(Listing.at(1440), Listing.at(1441)));
        assertThat(RetentionPlan.next(Listing.of("9:1-2@0 0:2-2@0"), RetentionRules.DEFAULT, Listing.at(20), Set.of()))
                .isEqualTo(Optional.empty());
    }

    private static String plan(String listing, RetentionRules rules, long minutes) {
        return removed(Listing.of(listing), rules, Listing.at(minutes), Set.of());
    }

    private static String removed(List<ReplicaFile> listing, RetentionRules rules, Instant now, Set<TxId> held) {
        return Listing.removed(RetentionPlan.of(listing, rules, now, held));
    }
}
