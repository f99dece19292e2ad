package io.flotilla.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePlan.NoBeginning;
import io.flotilla.plan.RestorePlan.NoReplica;
import io.flotilla.plan.RestorePlan.NotContiguous;
import io.flotilla.plan.RestorePlan.Ready;
import io.flotilla.plan.RestorePlan.TxIdNotAvailable;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorePlanTest {

    /// Files are written `level:min-max`, TXID 0 stands for the latest state.
    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "0:1-1, 0, 0:1-1",
        "0:1-1 0:2-2 0:3-3, 0, 0:1-1 0:2-2 0:3-3",
        "0:1-1 0:2-2 0:3-3, 2, 0:1-1 0:2-2",
        "0:1-1 0:2-2 0:3-3 9:1-2, 0, 9:1-2 0:3-3",
        "0:1-1 0:2-2 0:3-3 9:1-2, 1, 0:1-1",
        "9:1-2 9:1-4 0:5-5, 2, 9:1-2",
        "9:1-2 9:1-4 0:5-5, 0, 9:1-4 0:5-5",
        "9:1-4 0:4-4, 4, 9:1-4",
        // The higher level bridges a hole in the lower one, and the other way round.
        "0:1-1 0:4-4 1:1-3, 0, 1:1-3 0:4-4",
        "9:1-1 2:2-4 1:5-6 0:7-7 0:8-8, 0, 9:1-1 2:2-4 1:5-6 0:7-7 0:8-8",
        "1:1-3 0:4-4 1:5-6, 0, 1:1-3 0:4-4 1:5-6",
        // A bigger file covers smaller ones, in its own level and below.
        "1:1-2 1:3-4 1:1-4, 0, 1:1-4",
        "0:1-1 0:2-2 1:1-2 2:1-2, 0, 2:1-2",
        "0:1-1 1:2-5 1:2-3 1:4-5, 0, 0:1-1 1:2-5",
        "0:1-1 1:2-5 1:2-3 1:4-5, 3, 0:1-1 1:2-3",
        // Overlaps: of files that end alike the one that begins earlier wins, then the higher level.
        "9:1-3 1:2-5 1:4-5, 0, 9:1-3 1:2-5",
        "9:1-3 0:4-4 1:4-4, 0, 9:1-3 1:4-4",
        "9:1-3 1:3-8 0:9-9, 0, 9:1-3 1:3-8 0:9-9",
        // A file that leads past the wanted TXID is of no use for it.
        "9:1-3 1:4-9 0:4-4 0:5-5, 5, 9:1-3 0:4-4 0:5-5",
        // No file of level 9 but a snapshot counts.
        "0:1-1 0:2-2 9:2-3, 0, 0:1-1 0:2-2",
        "0:1-1 0:2-2 9:4-6, 0, 0:1-1 0:2-2",
    })
    @Tag("S-13")
    void choosesTheFilesThatLitestreamChooses(String listing, long txId, String expected) {
        assertThat(plan(listing, txId)).isEqualTo(new Ready(files(expected)));
    }

    @ParameterizedTest(name = "{0}: {1}-{2}")
    @CsvSource({
        "0:1-1 0:3-3, 2, 2, 1",
        "0:1-1 0:2-2 1:5-6 0:8-8, 3, 4, 2",
        "9:1-4 0:3-3 0:7-7, 5, 6, 4",
        "0:1-1 9:1-4 1:6-9, 5, 5, 4"
    })
    @Tag("S-12")
    void namesTheGapAndTheNewestStateBeforeIt(String listing, long from, long to, long newest) {
        assertThat(plan(listing, 0)).isInstanceOfSatisfying(NotContiguous.class, gap -> {
            assertThat(gap.gap()).isEqualTo(range(from, to));
            assertThat(gap.before().getLast().range().max()).isEqualTo(new TxId(newest));
        });
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "0:1-1 0:2-2, 3, 2",
        "1:1-4, 3, 4",
        "9:1-4 1:5-9 1:10-12, 7, 4 9",
        "0:1-1 0:2-2 0:5-5, 5, 2",
        "0:1-1 0:2-2 0:5-5 9:1-6, 5, 2 6",
        "0:1-1 0:2-2 0:5-5 9:1-6 9:1-7, 3, 2 6",
    })
    void namesTheNearestTransactionsThatAreThere(String listing, long txId, String nearest) {
        List<TxId> expected = Arrays.stream(nearest.split(" "))
                .map(text -> new TxId(Long.parseLong(text)))
                .toList();

        assertThat(plan(listing, txId)).isEqualTo(new TxIdNotAvailable(new TxId(txId), expected));
    }

    @Test
    void saysWhenNothingIsThereOrTheBeginningIsMissing() {
        assertThat(plan("", 0)).isEqualTo(new NoReplica());
        assertThat(plan("", 1)).isEqualTo(new NoReplica());
        assertThat(plan("9:2-3", 0)).isEqualTo(new NoReplica());
        assertThat(plan("0:4-4 0:5-5", 0)).isEqualTo(new NoBeginning(range(1, 3)));
        assertThat(plan("0:4-4 0:5-5", 5)).isEqualTo(new NoBeginning(range(1, 3)));
    }

    @Test
    void explainsEachFailureInOneLineThatNamesTheWayOut() {
        assertThat(explanation("", 0)).isEqualTo("There is no replica: no LTX file in any level folder. Check the URL");
        assertThat(explanation("0:1-1 0:4-4", 0))
                .contains("0000000000000002 to 0000000000000003")
                .endsWith("newest state that can be restored is TXID 0000000000000001 of 1970-01-01T00:00:00Z");
        assertThat(explanation("1:1-4", 3)).endsWith("nearest that can be restored: 0000000000000004");
        assertThat(explanation("0:2-2", 0)).contains("0000000000000001 to 0000000000000001");
    }

    /// Against a search that tries every choice of files, on small random listings.
    @Test
    void findsEveryTransactionThatAnyChoiceOfFilesReaches() {
        long seed = 4;
        var random = new Random(seed);
        int ready = 0;
        for (int round = 0; round < 3_000; round++) {
            List<ReplicaFile> listing = randomListing(random);
            TreeSet<Long> reachable = reachable(listing);
            for (long txId = 1; txId <= 9; txId++) {
                RestorePlan plan = RestorePlan.of(listing, new RestorePoint.AsOf(new TxId(txId)));
                var what = "seed %d, round %d at %d: %s".formatted(seed, round, txId, plan);
                ready += check(plan, txId, reachable, what);
            }
        }
        assertThat(ready).isGreaterThan(1_000);
    }

    /// Litestream had merged 10 to 15 and removed 10 and 11 of level 0: before 12 there is 9.
    @Test
    void takesTheLastStateThatIsLeftBeforeAMomentBetweenMergedFiles() {
        List<ReplicaFile> listing = List.of(
                file(1, 1, 9, 100),
                file(1, 10, 15, 400),
                file(0, 12, 12, 200),
                file(0, 13, 13, 300),
                file(0, 15, 15, 400));

        assertThat(RestorePlan.of(listing, new RestorePoint.Until(Instant.ofEpochMilli(201))))
                .isEqualTo(new RestorePlan.Ready(List.of(listing.getFirst())));
    }

    @Test
    void plansAChainOfThousandsOfFiles() {
        List<ReplicaFile> listing = IntStream.rangeClosed(1, 100_000)
                .mapToObj(n -> file(0, n, n, 0))
                .toList();

        assertThat(RestorePlan.of(listing, new RestorePoint.Latest())).isEqualTo(new Ready(listing));
    }

    private static int check(RestorePlan plan, long txId, TreeSet<Long> reachable, String what) {
        switch (plan) {
            case Ready(List<ReplicaFile> files) -> {
                assertThat(reachable).as(what).contains(txId);
                long end = 0;
                for (ReplicaFile file : files) {
                    assertThat(file.range().min().value()).as(what).isBetween(1L, end + 1);
                    assertThat(file.range().max().value()).as(what).isGreaterThan(end);
                    end = file.range().max().value();
                }
                assertThat(end).as(what).isEqualTo(txId);
                return 1;
            }
            case TxIdNotAvailable(TxId wanted, List<TxId> nearest) -> {
                assertThat(reachable).as(what).doesNotContain(txId);
                List<Long> expected = Stream.of(reachable.lower(txId), reachable.higher(txId))
                        .filter(near -> near != null)
                        .toList();
                assertThat(nearest).as(what).extracting(TxId::value).isEqualTo(expected);
            }
            case NoBeginning(TxIdRange missing) ->
                assertThat(reachable).as(what).isEmpty();
            case NoReplica() -> assertThat(reachable).as(what).isEmpty();
            case RestorePlan.Impossible other -> throw new AssertionError(what);
        }
        return 0;
    }

    private static TreeSet<Long> reachable(List<ReplicaFile> listing) {
        var reachable = new TreeSet<>(List.of(0L));
        boolean more = true;
        while (more) {
            more = false;
            for (ReplicaFile file : listing) {
                long min = file.range().min().value();
                long max = file.range().max().value();
                boolean follows = !reachable.subSet(min - 1, true, max, false).isEmpty();
                if (follows && reachable.add(max)) {
                    more = true;
                }
            }
        }
        reachable.remove(0L);
        return reachable;
    }

    private static List<ReplicaFile> randomListing(Random random) {
        var listing = new ArrayList<ReplicaFile>();
        for (int n = random.nextInt(8); n >= 0; n--) {
            int min = 1 + random.nextInt(random.nextBoolean() ? 8 : 2);
            int max = min + random.nextInt(9 - min);
            int level = random.nextInt(5) == 0 && min == 1 ? 9 : random.nextInt(9);
            listing.add(file(level, min, max, random.nextInt(3)));
        }
        Collections.shuffle(listing, random);
        return listing;
    }

    private static String explanation(String listing, long txId) {
        return ((RestorePlan.Impossible) plan(listing, txId)).explanation();
    }

    private static RestorePlan plan(String listing, long txId) {
        var point = txId == 0 ? new RestorePoint.Latest() : new RestorePoint.AsOf(new TxId(txId));
        List<ReplicaFile> shuffled = new ArrayList<>(files(listing));
        Collections.shuffle(shuffled, new Random(1));
        return RestorePlan.of(shuffled, point);
    }

    private static List<ReplicaFile> files(String text) {
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        return Arrays.stream(text.split(" "))
                .map(file -> file.split("[:-]"))
                .map(part -> file(Integer.parseInt(part[0]), Integer.parseInt(part[1]), Integer.parseInt(part[2]), 0))
                .toList();
    }

    private static ReplicaFile file(int level, long min, long max, int millis) {
        return new ReplicaFile(
                ObjectKey.of("r"), new Level(level), range(min, max), 1000, Instant.ofEpochMilli(millis), true);
    }

    private static TxIdRange range(long min, long max) {
        return new TxIdRange(new TxId(min), new TxId(max));
    }
}
