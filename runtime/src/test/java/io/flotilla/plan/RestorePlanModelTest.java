package io.flotilla.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePlan.Ready;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.Level;
import io.flotilla.store.ReplicaFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Plans against two models: every choice of files there is, and Litestream's own steps.
class RestorePlanModelTest {

    /// Every file that a replica of three transactions can have in level 0, one level above, and among
    /// snapshots.
    private static final List<ReplicaFile> SMALL = List.of(
            file(0, 1, 1, 10),
            file(0, 2, 2, 20),
            file(0, 3, 3, 30),
            file(1, 1, 1, 10),
            file(1, 1, 2, 20),
            file(1, 1, 3, 30),
            file(1, 2, 2, 20),
            file(1, 2, 3, 30),
            file(1, 3, 3, 30),
            file(9, 1, 1, 15),
            file(9, 1, 2, 25),
            file(9, 1, 3, 40));

    @Test
    void findsWhatAnyChoiceOfTheFilesOfASmallReplicaFinds() {
        int ready = 0;
        for (int chosen = 0; chosen < 1 << SMALL.size(); chosen++) {
            List<ReplicaFile> listing = choice(SMALL, chosen);
            for (long txId = 1; txId <= 4; txId++) {
                ready += checkTxId(listing, txId, "files " + listing);
            }
            checkUpTo(listing, 4, "files " + listing);
            for (int moment = 5; moment <= 45; moment += 5) {
                ready += checkUntil(listing, moment, "files " + listing);
            }
            ready += checkLatest(listing, "files " + listing);
        }
        assertThat(ready).isGreaterThan(20_000);
    }

    /// With clocks that step back, and files under times that are not in the order of their transactions.
    @Test
    void findsWhatAnyChoiceOfTheFilesOfARandomReplicaFinds() {
        long seed = 8;
        var random = new Random(seed);
        int ready = 0;
        for (int round = 0; round < 4_000; round++) {
            List<ReplicaFile> listing = random(random);
            String what = "seed " + seed + ", round " + round + ": " + listing;
            for (long txId = 1; txId <= 9; txId++) {
                ready += checkTxId(listing, txId, what);
            }
            checkUpTo(listing, 9, what);
            for (int moment = 0; moment <= 12; moment++) {
                ready += checkUntil(listing, moment, what);
            }
            ready += checkLatest(listing, what);
        }
        assertThat(ready).isGreaterThan(10_000);
    }

    private static int checkTxId(List<ReplicaFile> listing, long txId, String what) {
        RestorePlan plan = RestorePlan.of(listing, new RestorePoint.AsOf(new TxId(txId)));
        assertThat(plan instanceof Ready).as(what).isEqualTo(ends(listing).contains(txId));
        if (plan instanceof Ready(List<ReplicaFile> files)) {
            assertThat(files)
                    .as(what)
                    .isEqualTo(LitestreamPlan.of(listing, txId, Instant.MAX).files());
            assertIsChain(files, what);
            return 1;
        }
        return 0;
    }

    private static void checkUpTo(List<ReplicaFile> listing, long most, String what) {
        TreeSet<Long> ends = ends(listing);
        for (long limit = 1; limit <= most; limit++) {
            List<ReplicaFile> files = RestorePlan.upTo(listing, new TxId(limit));
            Long end = ends.floor(limit);
            assertThat(FileChain.end(files)).as(what).isEqualTo(end == null ? 0 : end);
        }
    }

    private static int checkLatest(List<ReplicaFile> listing, String what) {
        RestorePlan plan = RestorePlan.of(listing, new RestorePoint.Latest());
        var reference = LitestreamPlan.of(listing, 0, Instant.MAX);
        switch (plan) {
            case Ready(List<ReplicaFile> files) -> {
                assertThat(files).as(what).isEqualTo(reference.files());
                assertThat(reference.isContiguous()).as(what).isTrue();
                assertThat(FileChain.end(files))
                        .as(what)
                        .isEqualTo(ends(listing).last());
                return 1;
            }
            case RestorePlan.NotContiguous(TxIdRange gap, List<ReplicaFile> before) -> {
                assertThat(before).as(what).isEqualTo(reference.files());
                assertThat(reference.isContiguous()).as(what).isFalse();
                assertThat(gap.min().value()).as(what).isEqualTo(ends(listing).last() + 1);
            }
            case RestorePlan.Impossible nothing ->
                assertThat(reference.files()).as(what + nothing).isEmpty();
        }
        return 0;
    }

    private static int checkUntil(List<ReplicaFile> listing, int millis, String what) {
        Instant moment = Instant.ofEpochMilli(millis);
        List<ReplicaFile> before = listing.stream()
                .filter(file -> file.timestamp().isBefore(moment))
                .toList();
        List<ReplicaFile> reference = LitestreamPlan.of(listing, 0, moment).files();
        String at = what + " before " + millis;
        switch (RestorePlan.of(listing, new RestorePoint.Until(moment))) {
            case Ready(List<ReplicaFile> files) -> {
                assertThat(files).as(at).isEqualTo(reference);
                assertIsChain(files, at);
                assertThat(FileChain.end(files)).as(at).isEqualTo(ends(before).last());
                // What comes behind a hole counts for nothing where a later file, of merged ones, fills it.
                assertThat(before.stream()
                                .mapToLong(file -> file.range().min().value())
                                .filter(min -> min > FileChain.end(files))
                                .min()
                                .orElse(0))
                        .as(at)
                        .isLessThanOrEqualTo(ends(listing).last() + 1);
                return 1;
            }
            case RestorePlan.NotContiguous(TxIdRange gap, List<ReplicaFile> files) -> {
                assertThat(files).as(at).isEqualTo(reference);
                assertThat(ends(listing).last()).as(at).isLessThan(gap.max().value());
                assertThat(before)
                        .as(at)
                        .anyMatch(
                                file -> file.range().min().value() == gap.max().value() + 1);
            }
            case RestorePlan.NotYet(Instant wanted, Instant first) -> {
                assertThat(ends(before)).as(at).isEmpty();
                assertThat(first).as(at).isAfterOrEqualTo(wanted);
                assertThat(listing).as(at).anyMatch(file -> file.range().max().equals(TxId.FIRST));
            }
            case RestorePlan.NoLongerKept(Instant wanted, Instant oldest) -> {
                assertThat(ends(before)).as(at).isEmpty();
                assertThat(oldest).as(at).isAfterOrEqualTo(wanted);
                Instant next = oldest.plusMillis(1);
                assertThat(RestorePlan.of(listing, new RestorePoint.Until(next)))
                        .as(at)
                        .matches(plan -> plan instanceof Ready || plan instanceof RestorePlan.NotContiguous);
            }
            case RestorePlan.Impossible nothing ->
                assertThat(ends(listing)).as(at + nothing).isEmpty();
        }
        return 0;
    }

    private static void assertIsChain(List<ReplicaFile> files, String what) {
        assertThat(isChain(files)).as(what).isTrue();
    }

    /// Where any choice of files ends that is a chain, tried one by one.
    private static TreeSet<Long> ends(List<ReplicaFile> listing) {
        var ends = new TreeSet<Long>();
        List<ReplicaFile> byEnd = new ArrayList<>(listing);
        byEnd.sort(Comparator.comparing(file -> file.range().max()));
        for (int chosen = 1; chosen < 1 << byEnd.size(); chosen++) {
            long end = 0;
            boolean chain = true;
            for (int i = 0; i < byEnd.size() && chain; i++) {
                if ((chosen >> i & 1) == 1) {
                    TxIdRange range = byEnd.get(i).range();
                    chain = range.min().value() <= end + 1 && range.max().value() > end;
                    end = range.max().value();
                }
            }
            if (chain) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static boolean isChain(List<ReplicaFile> files) {
        long end = 0;
        for (ReplicaFile file : files) {
            if (file.range().min().value() > end + 1 || file.range().max().value() <= end) {
                return false;
            }
            end = file.range().max().value();
        }
        return true;
    }

    private static List<ReplicaFile> choice(List<ReplicaFile> files, int chosen) {
        var choice = new ArrayList<ReplicaFile>();
        for (int i = 0; i < files.size(); i++) {
            if ((chosen >> i & 1) == 1) {
                choice.add(files.get(i));
            }
        }
        return choice;
    }

    private static List<ReplicaFile> random(Random random) {
        var files = new ArrayList<ReplicaFile>();
        boolean inOrder = random.nextBoolean();
        for (int n = random.nextInt(8); n >= 0; n--) {
            boolean single = random.nextBoolean();
            int level = single ? 0 : random.nextInt(4) == 0 ? 9 : 1 + random.nextInt(3);
            int min = level == 9 || random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(8);
            int max = single ? min : min + random.nextInt(9 - min);
            ReplicaFile file = file(level, min, max, inOrder ? max : random.nextInt(11));
            if (files.stream().noneMatch(other -> other.name().equals(file.name()))) {
                files.add(file);
            }
        }
        Collections.shuffle(files, random);
        return files;
    }

    private static ReplicaFile file(int level, long min, long max, int millis) {
        return new ReplicaFile(
                ObjectKey.of("r"),
                new Level(level),
                new TxIdRange(new TxId(min), new TxId(max)),
                1000,
                Instant.ofEpochMilli(millis),
                true);
    }
}
