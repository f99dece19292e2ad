package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who waits how long after a failure, by a clock that the test moves.
class PatienceTest {

    private static final DatabaseId DATABASE = new DatabaseId(1);
    private static final DatabaseId OTHER = new DatabaseId(2);

    private static final int MOST = 64;

    private final HandClock clock = new HandClock();

    @Test
    void aBackoffDoublesUpToItsLimitAndKeepsHalfOfItAtRandom() {
        var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));
        for (int failures = 1; failures <= 100; failures++) {
            long whole = Math.min(30_000, 1000L << Math.min(10, failures - 1));
            assertThat(backoff.delay(failures)).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
        }
    }

    @Test
    @Tag("S-1")
    void theGateOpensAgainByItselfAndLaterAfterEachFailure() {
        var gate = gate();
        fail(gate, TargetGate.AWAY - 1);
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.isThere()).isTrue();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            gate.failed();
            assertThat(gate.isOpen()).isFalse();
            assertThat(gate.isThere()).isFalse();
            assertThat(gate.places()).isZero();
            assertThat(gate.untilOpen()).isGreaterThan(before);
            before = gate.untilOpen();
            clock.move(before);
            assertThat(gate.isOpen()).isTrue();
            assertThat(gate.places()).isOne();
        }
        gate.answered();
        assertThat(gate.isThere()).isTrue();
        fail(gate, TargetGate.AWAY);
        assertThat(gate.untilOpen()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void failuresBehindAClosedGateAreOne() {
        var gate = gate();
        fail(gate, 256);
        assertThat(gate.untilOpen()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    /// One of seven requests fails, for hours.
    @Test
    @Tag("S-1")
    void failuresAmongAnswersKeepNobodyAway() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var gate = gate();
        for (int i = 0; i < 100_000; i++) {
            if (random.nextInt(7) == 0) {
                gate.failed();
            } else {
                gate.answered();
            }
            clock.move(Duration.ofMillis(33));
            assertThat(gate.isOpen()).as("seed %d, request %d", seed, i).isTrue();
        }
    }

    @Test
    void aFailureHalvesThePlacesOnceASecondAndAnswersBringThemBack() {
        var gate = gate();
        gate.failed();
        gate.failed();
        assertThat(gate.places()).isEqualTo(MOST / 2);
        clock.move(Duration.ofSeconds(1));
        gate.failed();
        assertThat(gate.places()).isEqualTo(MOST / 4);
        for (int answer = 0; answer <= MOST / 4; answer++) {
            gate.answered();
        }
        assertThat(gate.places()).isEqualTo(MOST / 4 + 1);
        for (int answer = 0; answer < MOST * MOST; answer++) {
            gate.answered();
        }
        assertThat(gate.places()).isEqualTo(MOST);
    }

    /// Half of the places soon, the others one after the other.
    @Test
    void theReturnOfATargetIsMetByOneAndThenByMore() {
        var gate = gate();
        fail(gate, TargetGate.AWAY);
        clock.move(gate.untilOpen());
        assertThat(gate.places()).isOne();
        for (int answer = 1; answer < MOST / 2; answer++) {
            gate.answered();
            assertThat(gate.places()).isEqualTo(1 + answer);
        }
        gate.answered();
        assertThat(gate.places()).isEqualTo(MOST / 2);
    }

    private TargetGate gate() {
        return new TargetGate(clock, new Random(1), MOST);
    }

    private static void fail(TargetGate gate, int times) {
        for (int time = 0; time < times; time++) {
            gate.failed();
        }
    }

    @Test
    void oneDatabaseWaitsAndTheOthersDoNot() {
        var retries = new Retries(new Random(1));
        for (int i = 0; i < 50; i++) {
            assertThat(retries.failed(DATABASE)).isLessThanOrEqualTo(Duration.ofMinutes(5));
        }
        assertThat(retries.failed(DATABASE)).isGreaterThanOrEqualTo(Duration.ofSeconds(150));
        assertThat(retries.failed(OTHER)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        retries.succeeded(DATABASE);
        assertThat(retries.failed(DATABASE)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoIsWrittenTooFastIsBackSoonAfterThat() {
        var retries = new Retries(new Random(1));
        for (int i = 0; i < 50; i++) {
            assertThat(retries.heldUp(DATABASE)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    void whoGotNoAnswerIsBackWithinASecondHoweverOftenThatWasSo() {
        var retries = new Retries(new Random(1));
        for (int i = 0; i < 50; i++) {
            assertThat(retries.unanswered(DATABASE)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    @Tag("P-8")
    void nobodyWaitsForAMonthBecauseTheClockWasSetBack() {
        var gate = gate();
        fail(gate, TargetGate.AWAY);
        clock.move(Duration.ofDays(-30));

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.untilOpen()).isZero();
    }
}
