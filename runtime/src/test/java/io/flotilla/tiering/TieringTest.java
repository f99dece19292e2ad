package io.flotilla.tiering;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TieringTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    /// Hot for a minute after a write.
    private static final TierPolicy MINUTE =
            activity -> Duration.between(activity.lastWrite(), activity.now()).compareTo(Duration.ofMinutes(1)) < 0
                    ? Tier.HOT
                    : Tier.COLD;

    /// The same, and one path is pinned.
    private static final TierPolicy PIN_A = new TierPolicy() {
        @Override
        public Tier tier(Activity activity) {
            return isPinned(activity.path()) ? Tier.HOT : MINUTE.tier(activity);
        }

        @Override
        public boolean isPinned(String path) {
            return path.equals("a.db");
        }
    };

    private final DatabaseId a = new DatabaseId(1);
    private final DatabaseId b = new DatabaseId(2);
    private final DatabaseId c = new DatabaseId(3);

    @Test
    void promotesOnActivityWhileThereIsRoom() {
        var tiering = new Tiering(MINUTE, 2);

        assertThat(tiering.written(a, at(0, 0))).isInstanceOf(Placement.Promoted.class);
        assertThat(tiering.written(a, at(1, 1))).isInstanceOf(Placement.Kept.class);
        assertThat(tiering.written(b, at(1, 1))).isInstanceOf(Placement.Promoted.class);
        assertThat(tiering.size()).isEqualTo(2);
    }

    @Test
    void leavesColdWhatThePolicyWantsCold() {
        var tiering = new Tiering(activity -> Tier.COLD, 2);

        assertThat(tiering.written(a, at(0, 0)))
                .isInstanceOfSatisfying(
                        Placement.Kept.class, kept -> assertThat(kept.tier()).isEqualTo(Tier.COLD));
        assertThat(tiering.size()).isZero();
    }

    @Test
    void demotesOnlyWhatIsUploaded() {
        var tiering = new Tiering(MINUTE, 2);
        tiering.written(a, at(0, 0));
        tiering.uploaded(a);
        tiering.written(a, at(1, 1));

        assertThat(tiering.review(a, at(100, 1)))
                .isInstanceOfSatisfying(
                        Placement.Kept.class, kept -> assertThat(kept.reason()).contains("not uploaded"));

        tiering.uploaded(a);
        assertThat(tiering.review(a, at(30, 1))).isInstanceOf(Placement.Kept.class);
        assertThat(tiering.review(a, at(100, 1))).isInstanceOf(Placement.Demoted.class);
        assertThat(tiering.size()).isZero();
    }

    @Test
    void evictsTheLongestQuietUploadedOneWhenTheBudgetIsFull() {
        var tiering = new Tiering(MINUTE, 2);
        tiering.written(a, at(0, 0));
        tiering.written(b, at(1, 1));
        tiering.uploaded(b);

        assertThat(tiering.written(c, at(2, 2)))
                .isInstanceOfSatisfying(
                        Placement.PromotedInsteadOf.class,
                        promoted -> assertThat(promoted.evicted()).isEqualTo(b));
        assertThat(tiering.size()).isEqualTo(2);
    }

    @Test
    void letsWaitWhereNobodyMayGoFirstComeFirstServed() {
        var tiering = new Tiering(MINUTE, 1);
        tiering.written(a, at(0, 0));
        assertThat(tiering.written(b, at(1, 1)))
                .isInstanceOfSatisfying(
                        Placement.Waiting.class,
                        waiting -> assertThat(waiting.since()).isEqualTo(START.plusSeconds(1)));
        tiering.written(c, at(2, 2));
        tiering.written(b, at(3, 3));
        assertThat(tiering.waitingSince()).contains(START.plusSeconds(1));
        assertThat(tiering.next(id -> at(4, 3))).isEmpty();

        tiering.uploaded(a);
        Admission first = tiering.next(id -> at(4, 3)).orElseThrow();
        assertThat(first.id()).isEqualTo(b);
        assertThat(first.placement()).isInstanceOf(Placement.PromotedInsteadOf.class);
        assertThat(tiering.next(id -> at(4, 3))).isEmpty();
        assertThat(tiering.review(c, at(4, 2))).isInstanceOf(Placement.Waiting.class);

        tiering.remove(b);
        assertThat(tiering.next(id -> at(5, 2))).map(Admission::id).contains(c);
        assertThat(tiering.waitingSince()).isEmpty();
    }

    @Test
    void aNewcomerDoesNotOvertakeTheQueue() {
        var tiering = new Tiering(MINUTE, 1);
        tiering.written(a, at(0, 0));
        tiering.written(b, at(1, 1));
        tiering.uploaded(a);

        assertThat(tiering.written(c, at(2, 2))).isInstanceOf(Placement.Waiting.class);
        assertThat(tiering.next(id -> at(3, 2))).map(Admission::id).contains(b);
    }

    @Test
    void whoWaitedTooLongLeavesTheQueue() {
        var tiering = new Tiering(MINUTE, 1);
        tiering.written(a, at(0, 0));
        tiering.written(b, at(1, 1));
        tiering.written(c, at(2, 2));
        tiering.uploaded(a);

        assertThat(tiering.next(id -> id.equals(b) ? at(100, 1) : at(100, 99)))
                .map(Admission::id)
                .contains(c);
        assertThat(tiering.waitingSince()).isEmpty();
    }

    @Test
    void whatWasUploadedWhileItWaitedMayLeaveAgain() {
        var tiering = new Tiering(MINUTE, 1);
        tiering.written(a, at(0, 0));
        tiering.written(b, at(1, 1));
        tiering.uploaded(b);
        tiering.remove(a);
        assertThat(tiering.next(id -> at(2, 1))).map(Admission::id).contains(b);

        assertThat(tiering.review(b, at(100, 1))).isInstanceOf(Placement.Demoted.class);
    }

    @Test
    void aBudgetOfNothingKeepsAllWaiting() {
        var tiering = new Tiering(MINUTE, 0);

        assertThat(tiering.written(a, at(0, 0))).isInstanceOf(Placement.Waiting.class);
        assertThat(tiering.next(id -> at(0, 0))).isEmpty();
    }

    @Test
    void whatMayBeNewKeepsADatabaseHotUntilItIsUploaded() {
        var tiering = new Tiering(MINUTE, 1);
        tiering.written(a, at(0, 0));
        tiering.uploaded(a);
        tiering.noticed(a);
        assertThat(tiering.review(a, at(100, 0))).isInstanceOf(Placement.Kept.class);
        assertThat(tiering.written(b, at(100, 100))).isInstanceOf(Placement.Waiting.class);
        tiering.uploaded(a);
        assertThat(tiering.review(a, at(100, 0))).isInstanceOf(Placement.Demoted.class);
    }

    @Test
    void aPinnedDatabaseIsHotAsSoonAsItIsKnownAndGivesItsPlaceToNobody() {
        var tiering = new Tiering(PIN_A, 2);
        assertThat(tiering.known(b, at("b.db", 0, 0))).isInstanceOf(Placement.Kept.class);
        tiering.written(b, at("b.db", 0, 0));
        tiering.written(c, at("c.db", 1, 1));
        tiering.uploaded(b);
        assertThat(tiering.known(a, at("a.db", 5, -1000)))
                .isInstanceOfSatisfying(
                        Placement.PromotedInsteadOf.class,
                        promoted -> assertThat(promoted.evicted()).isEqualTo(b));
        assertThat(tiering.known(a, at("a.db", 5, -1000))).isInstanceOf(Placement.Kept.class);

        assertThat(tiering.review(a, at("a.db", 10_000, -1000))).isInstanceOf(Placement.Kept.class);
        assertThat(tiering.written(b, at("b.db", 6, 6))).isInstanceOf(Placement.Waiting.class);
        assertThat(tiering.waiting()).isEqualTo(1);
        tiering.uploaded(c);
        assertThat(tiering.next(id -> at("b.db", 7, 6)))
                .hasValueSatisfying(admitted -> assertThat(admitted.placement())
                        .isInstanceOfSatisfying(
                                Placement.PromotedInsteadOf.class,
                                promoted -> assertThat(promoted.evicted()).isEqualTo(c)));
    }

    @Test
    void allHotOnesAreReviewedInTurn() {
        var tiering = new Tiering(MINUTE, 3);
        for (DatabaseId id : List.of(a, b, c)) {
            tiering.written(id, at(0, 0));
        }
        assertThat(tiering.reviewNext(2)).containsExactly(a, b);
        assertThat(tiering.reviewNext(2)).containsExactly(c, a);
        tiering.written(b, at(1, 1));
        assertThat(tiering.reviewNext(9)).containsExactly(b, c, a);
    }

    @Test
    void keepsItsPromisesThroughAnyHistory() {
        long seed = RandomGenerator.getDefault().nextLong();
        var random = new SplittableRandom(seed);
        int budget = 5;
        var tiering = new Tiering(MINUTE, budget);
        Set<DatabaseId> hot = new HashSet<>();
        Set<DatabaseId> uploaded = new HashSet<>();
        Map<DatabaseId, Integer> lastWrite = new HashMap<>();
        for (int second = 0; second < 20_000; second++) {
            var id = new DatabaseId(1 + random.nextInt(20));
            Placement placement = new Placement.Kept(Tier.COLD, "");
            int now = second;
            switch (random.nextInt(4)) {
                case 0 -> {
                    lastWrite.put(id, now);
                    uploaded.remove(id);
                    placement = tiering.written(id, at(now, now));
                }
                case 1 -> {
                    uploaded.add(id);
                    tiering.uploaded(id);
                }
                case 2 -> placement = tiering.review(id, at(now, lastWrite.getOrDefault(id, -1000)));
                default -> {
                    var admission = tiering.next(each -> at(now, lastWrite.get(each)));
                    if (admission.isPresent()) {
                        id = admission.get().id();
                        placement = admission.get().placement();
                    }
                }
            }
            check(placement, id, hot, uploaded);
            assertThat(tiering.size()).as("seed %d", seed).isEqualTo(hot.size()).isLessThanOrEqualTo(budget);
        }
    }

    private static void check(Placement placement, DatabaseId id, Set<DatabaseId> hot, Set<DatabaseId> uploaded) {
        switch (placement) {
            case Placement.Promoted promoted -> assertThat(hot.add(id)).isTrue();
            case Placement.PromotedInsteadOf promoted -> {
                assertThat(hot.remove(promoted.evicted())).isTrue();
                assertThat(uploaded).contains(promoted.evicted());
                assertThat(hot.add(id)).isTrue();
            }
            case Placement.Demoted demoted -> {
                assertThat(hot.remove(id)).isTrue();
                assertThat(uploaded).contains(id);
            }
            case Placement.Waiting waiting -> assertThat(hot).doesNotContain(id);
            case Placement.Kept kept -> {}
        }
    }

    private static Activity at(int now, int lastWrite) {
        return at("a.db", now, lastWrite);
    }

    private static Activity at(String path, int now, int lastWrite) {
        return new Activity(path, Tier.COLD, START.plusSeconds(now), START.plusSeconds(lastWrite), 1, 0);
    }
}
