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
        var gate = new TargetGate(clock, new Random(1));
        assertThat(gate.isOpen()).isTrue();
        Duration before = Duration.ZERO;
        for (int i = 0; i < 5; i++) {
            gate.failed();
            assertThat(gate.isOpen()).isFalse();
            assertThat(gate.untilOpen()).isGreaterThan(before);
            before = gate.untilOpen();
            clock.move(before);
            assertThat(gate.isOpen()).isTrue();
        }
        gate.answered();
        gate.failed();
        assertThat(gate.untilOpen()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void failuresBehindAClosedGateAreOne() {
        var gate = new TargetGate(clock, new Random(1));
        for (int i = 0; i < 256; i++) {
            gate.failed();
        }
        assertThat(gate.untilOpen()).isLessThanOrEqualTo(Duration.ofMillis(100));
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
    void whoFailedBecauseTheTargetWasAwayIsBackSoonAfterIt() {
        var retries = new Retries(new Random(1));
        for (int i = 0; i < 50; i++) {
            assertThat(retries.heldUp(DATABASE)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    @Tag("P-8")
    void nobodyWaitsForAMonthBecauseTheClockWasSetBack() {
        var gate = new TargetGate(clock, new Random(1));
        gate.failed();
        clock.move(Duration.ofDays(-30));

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.untilOpen()).isZero();
    }
}
