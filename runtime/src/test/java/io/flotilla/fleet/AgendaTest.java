package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// Whose turn it is, by a clock that the test moves.
class AgendaTest {

    private static final DatabaseId A = new DatabaseId(1);
    private static final DatabaseId B = new DatabaseId(2);
    private static final DatabaseId FIRST = new DatabaseId(1001);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private long now;
    private int admitted = Integer.MAX_VALUE;

    private final Agenda agenda = agenda(new FleetSettings.Turns(8, 8, 0, Map.of()));

    private Agenda agenda(FleetSettings.Turns limits) {
        return agenda(limits, () -> now);
    }

    private Agenda agenda(FleetSettings.Turns limits, LongSupplier steadyNanos) {
        return new Agenda(
                new Kinds() {
                    @Override
                    public boolean isFirst(DatabaseId database) {
                        return database.value() > 1000;
                    }

                    @Override
                    public String project(DatabaseId database) {
                        return "p" + database.value() % 10;
                    }
                },
                new Places(limits, 2, () -> admitted),
                steadyNanos);
    }

    @Test
    void noMoreHaveATurnThanTheTargetBears() throws Exception {
        admitted = 1;
        agenda.wants(A);
        agenda.wants(B);
        assertThat(take()).containsExactly(A);
        assertThat(take()).isEmpty();
        admitted = 2;
        assertThat(take()).containsExactly(B);
    }

    @Test
    void whatHappensWhileADatabaseWaitsIsOneTurn() throws Exception {
        agenda.wants(A);
        agenda.wants(A);
        assertThat(take()).containsExactly(A);
    }

    @Test
    void aQuietDatabaseIsForgottenAfterItsRest() throws Exception {
        turn(A, Rest.quiet(SECOND));
        pass(SECOND);
        assertThat(take()).isEmpty();
        assertThat(agenda.state()).isEqualTo(new AgendaState(0, 0, 0, 0, 0, Duration.ZERO));
    }

    @Test
    void whatHappensDuringATurnIsAnotherTurnAfterTheRest() throws Exception {
        agenda.wants(A);
        assertThat(take()).containsExactly(A);
        agenda.wants(A);
        agenda.rests(A, Rest.quiet(SECOND));
        assertThat(take()).isEmpty();
        pass(SECOND);
        assertThat(take()).containsExactly(A);
    }

    @Test
    void whatHappensDuringARestWaitsForItsEnd() throws Exception {
        turn(A, Rest.quiet(SECOND));
        pass(Duration.ofMillis(999));
        agenda.wants(A);
        assertThat(take()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(take()).containsExactly(A);
    }

    @Test
    void aHotDatabaseHasATurnInEachInterval() throws Exception {
        agenda.wants(A);
        for (int interval = 0; interval < 5; interval++) {
            assertThat(take()).containsExactly(A);
            agenda.rests(A, Rest.untilNextLook(SECOND));
            assertThat(take()).isEmpty();
            pass(SECOND);
        }
    }

    @Test
    void whoIsAskedForDoesNotRest() throws Exception {
        turn(A, Rest.afterFailure(Duration.ofMinutes(5)));
        agenda.wantsNow(A);
        assertThat(take()).containsExactly(A);
    }

    @Test
    void whoIsPausedHasNoTurnUntilItIsResumed() throws Exception {
        agenda.wants(A);
        agenda.pause(A);
        assertThat(take()).isEmpty();
        agenda.wants(A);
        agenda.wantsNow(A);
        assertThat(take()).isEmpty();
        assertThat(agenda.paused()).containsExactly(A);

        agenda.resume(A);
        assertThat(take()).containsExactly(A);
        agenda.rests(A, Rest.quiet(SECOND));
        assertThat(agenda.paused()).isEmpty();
        assertThat(agenda.awaitIdle(() -> true, Duration.ZERO)).isTrue();
    }

    @Test
    void aTurnIsWaitedForUntilItIsOver() throws Exception {
        agenda.wants(A);
        assertThat(agenda.awaitTurn(A, Duration.ofNanos(1))).isFalse();
        assertThat(take()).containsExactly(A);
        assertThat(agenda.awaitTurn(A, Duration.ofNanos(1))).isFalse();
        agenda.rests(A, Rest.quiet(SECOND));
        assertThat(agenda.awaitTurn(A, Duration.ofNanos(1))).isTrue();
    }

    @Test
    void whoIsAskedForDuringItsTurnHasAnotherOneAtOnce() throws Exception {
        agenda.wants(A);
        assertThat(take()).containsExactly(A);
        agenda.wantsNow(A);
        agenda.rests(A, Rest.quiet(SECOND));

        assertThat(agenda.awaitTurn(A, Duration.ZERO)).isFalse();
        assertThat(take()).containsExactly(A);
        agenda.rests(A, Rest.quiet(SECOND));
        assertThat(agenda.awaitTurn(A, Duration.ZERO)).isTrue();
    }

    @Test
    void whoIsAskedForDuringItsUpkeepIsWaitedFor() throws Exception {
        agenda.wantsUpkeep(A);
        assertThat(take()).containsExactly(A);
        agenda.wantsNow(A);

        assertThat(agenda.awaitTurn(A, Duration.ZERO)).isFalse();
        assertThat(take()).containsExactly(A);
        agenda.rests(A, Rest.quiet(SECOND));
        assertThat(agenda.awaitTurn(A, Duration.ZERO)).isTrue();
        assertThat(agenda.awaitIdle(() -> true, Duration.ZERO)).isFalse();
        agenda.endsUpkeep(A);
        assertThat(agenda.awaitIdle(() -> true, Duration.ZERO)).isTrue();
    }

    @Test
    void whoFailedRestsWhateverHappens() throws Exception {
        turn(A, Rest.afterFailure(Duration.ofMinutes(5)));
        for (int minute = 0; minute < 4; minute++) {
            agenda.wants(A);
            pass(Duration.ofMinutes(1));
            assertThat(take()).isEmpty();
        }
        pass(Duration.ofMinutes(1));
        assertThat(take()).containsExactly(A);
    }

    @Test
    void inAHurryNobodyRests() throws Exception {
        turn(A, Rest.afterFailure(Duration.ofMinutes(5)));
        turn(B, Rest.quiet(Duration.ofMinutes(5)));
        agenda.hurry();
        assertThat(take()).containsExactly(A);
        agenda.wants(B);
        assertThat(take()).containsExactly(B);
    }

    @Test
    void aFirstCopyWaitsBehindWhatIsFresh() throws Exception {
        agenda.wants(FIRST);
        agenda.wants(A);
        assertThat(take()).containsExactly(A, FIRST);
    }

    @Test
    void firstCopiesLeavePlacesForWhatIsFresh() throws Exception {
        for (int i = 0; i < 20; i++) {
            agenda.wants(new DatabaseId(1001 + i));
        }
        assertThat(take()).hasSize(4);
        agenda.wants(A);
        assertThat(take()).containsExactly(A);
        assertThat(agenda.state().first()).isEqualTo(16);
    }

    @Test
    void firstCopiesGoAtTheirPace() throws Exception {
        Agenda paced = agenda(new FleetSettings.Turns(1000, 1000, 10, Map.of()));
        for (int i = 0; i < 100; i++) {
            paced.wants(new DatabaseId(1001 + i));
        }
        int begun = 0;
        for (int step = 0; step < 500; step++) {
            begun += take(paced).size();
            pass(Duration.ofMillis(10));
        }
        assertThat(begun).as("in five seconds, ten a second").isBetween(50, 61);
    }

    /// Their pace alone would let them go.
    @Test
    void firstCopiesWaitForAPlaceWithoutAsking() throws Exception {
        var asked = new AtomicInteger();
        Agenda paced = agenda(new FleetSettings.Turns(2, 2, 1000, Map.of()), () -> {
            asked.incrementAndGet();
            return System.nanoTime();
        });
        paced.wants(FIRST);
        paced.wants(new DatabaseId(1002));
        assertThat(paced.take(SECOND)).contains(new Agenda.Next(FIRST, false));
        asked.set(0);
        assertThat(paced.take(Duration.ofMillis(200))).as("half of the places").isEmpty();
        assertThat(asked.get()).as("looks at the clock").isBetween(1, 100);

        paced.rests(FIRST, Rest.quiet(SECOND));
        assertThat(paced.take(SECOND)).isPresent();
    }

    @Test
    void noMoreHaveTheirTurnThanThereArePlaces() throws Exception {
        for (int i = 1; i <= 20; i++) {
            agenda.wants(new DatabaseId(i));
        }
        assertThat(take()).hasSize(8);
        assertThat(agenda.state().turns()).isEqualTo(8);
        assertThat(agenda.state().fresh()).isEqualTo(12);
    }

    @Test
    void saysHowLongTheOldestWaits() throws Exception {
        agenda.wants(A);
        pass(SECOND);
        agenda.wants(B);
        pass(SECOND);
        assertThat(agenda.state().age()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void onlyWhoHasATurnCanEndIt() {
        assertThatThrownBy(() -> agenda.rests(A, Rest.quiet(SECOND))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesThoseThatWaitAndThoseThatHaveTheirTurn() throws Exception {
        turn(A, Rest.quiet(SECOND));
        agenda.wants(B);
        take();
        agenda.wants(FIRST);
        Set<DatabaseId> unfinished = new HashSet<>();
        agenda.forEachUnfinished(unfinished::add);
        assertThat(unfinished).containsExactlyInAnyOrder(B, FIRST);
    }

    /// Whatever happens to a database is followed by a turn that begins after it.
    @Test
    void nothingThatHappensIsForgotten() throws Exception {
        long seed = System.nanoTime();
        System.out.println("AgendaTest seed " + seed);
        var random = new Random(seed);
        Set<DatabaseId> owed = new HashSet<>();
        List<DatabaseId> turning = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            int what = random.nextInt(4);
            if (what == 0) {
                var database =
                        new DatabaseId(random.nextBoolean() ? 1 + random.nextInt(20) : 1001 + random.nextInt(20));
                agenda.wants(database);
                owed.add(database);
            } else if (what == 1) {
                List<DatabaseId> taken = take();
                assertThat(Collections.disjoint(turning, taken))
                        .as("seed %d", seed)
                        .isTrue();
                owed.removeAll(taken);
                turning.addAll(taken);
            } else if (!turning.isEmpty()) {
                agenda.rests(turning.remove(random.nextInt(turning.size())), someRest(random));
            }
            pass(Duration.ofMillis(random.nextInt(100)));
        }
        for (int round = 0; round < 200 && !owed.isEmpty(); round++) {
            turning.forEach(database -> agenda.rests(database, Rest.quiet(SECOND)));
            turning.clear();
            pass(SECOND);
            List<DatabaseId> taken = take();
            owed.removeAll(taken);
            turning.addAll(taken);
        }
        assertThat(owed).as("seed %d", seed).isEmpty();
    }

    private static Rest someRest(Random random) {
        Duration length = Duration.ofMillis(random.nextInt(2000));
        return switch (random.nextInt(3)) {
            case 0 -> Rest.quiet(length);
            case 1 -> Rest.untilNextLook(length);
            default -> Rest.afterFailure(length);
        };
    }

    private void turn(DatabaseId database, Rest rest) throws InterruptedException {
        agenda.wants(database);
        assertThat(take()).containsExactly(database);
        agenda.rests(database, rest);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private List<DatabaseId> take() throws InterruptedException {
        return take(agenda);
    }

    private static List<DatabaseId> take(Agenda agenda) throws InterruptedException {
        List<DatabaseId> taken = new ArrayList<>();
        for (var next = agenda.take(Duration.ZERO); next.isPresent(); next = agenda.take(Duration.ZERO)) {
            taken.add(next.get().database());
        }
        return taken;
    }

    @Test
    void upkeepWaitsBehindWhatIsFreshAndHasFewPlaces() throws Exception {
        agenda.wantsUpkeep(A);
        agenda.wantsUpkeep(A);
        agenda.wantsUpkeep(new DatabaseId(11));
        agenda.wantsUpkeep(new DatabaseId(21));
        agenda.wants(new DatabaseId(31));

        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(new DatabaseId(31), false));
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, true));
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(new DatabaseId(11), true));
        assertThat(take()).isEmpty();
        agenda.endsUpkeep(A);
        assertThat(take()).containsExactly(new DatabaseId(21));
    }

    @Test
    void aDatabaseHasItsTurnBesideItsUpkeepAndTheOtherWayRound() throws Exception {
        agenda.wantsUpkeep(A);
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, true));
        agenda.wants(A);
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, false));
        agenda.endsUpkeep(A);

        agenda.wantsUpkeep(A);
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, true));
        agenda.rests(A, Rest.quiet(SECOND));
        agenda.endsUpkeep(A);
        assertThat(take()).isEmpty();
    }

    @Test
    void upkeepThatIsWantedDuringUpkeepFollowsIt() throws Exception {
        agenda.wantsUpkeep(A);
        assertThat(take()).containsExactly(A);
        agenda.wantsUpkeep(A);
        assertThat(take()).isEmpty();
        agenda.endsUpkeep(A);
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, true));
        agenda.endsUpkeep(A);
        assertThat(take()).isEmpty();
    }

    @Test
    void upkeepTakesPlacesOfThoseThatTheTargetBears() throws Exception {
        admitted = 1;
        agenda.wantsUpkeep(A);
        assertThat(take()).containsExactly(A);
        agenda.wants(B);
        assertThat(take()).isEmpty();
        agenda.endsUpkeep(A);
        assertThat(take()).containsExactly(B);
    }

    @Test
    void aDatabaseThatRestsMayHaveUpkeepAndKeepsItsRest() throws Exception {
        turn(A, Rest.untilNextLook(SECOND));
        agenda.wantsUpkeep(A);
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, true));
        pass(Duration.ofMillis(999));
        assertThat(take()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(agenda.take(Duration.ZERO)).contains(new Agenda.Next(A, false));
    }

    @Test
    void noUpkeepBeginsAfterItsEnd() throws Exception {
        agenda.wantsUpkeep(A);
        agenda.endUpkeep();
        agenda.wantsUpkeep(new DatabaseId(11));

        assertThat(take()).isEmpty();
    }
}
