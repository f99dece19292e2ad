package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.capture.Fall;
import io.flotilla.capture.How;
import io.flotilla.capture.Taking;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.Settling;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What counts as unprotected, by a clock that the test moves.
class ProtectionTest {

    private static final DatabaseId A = new DatabaseId(1);

    private final HandClock clock = new HandClock();
    private final Protection protection = new Protection(clock);

    @Test
    void theLagGrowsWhileEverythingElseStandsStill() {
        protection.noticed(A);
        clock.move(Duration.ofMinutes(3));

        assertThat(protection.lag(A)).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void aDatabaseThatIsWrittenOnAndOnKeepsTheAgeOfItsOldestWrite() {
        for (int minute = 0; minute < 10; minute++) {
            protection.noticed(A);
            protection.changed(row(7), clock.instant());
            clock.move(Duration.ofMinutes(1));
        }

        assertThat(protection.lag(A)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theLagBeginsWithTheWriteAndNotWithTheLook() {
        Instant written = clock.instant();
        clock.move(Duration.ofSeconds(40));
        protection.changed(row(7), written);

        assertThat(protection.lag(A)).isEqualTo(Duration.ofSeconds(40));
        assertThat(protection.ways().detected().sum()).isEqualTo(40);
    }

    @Test
    void aConfirmationProtectsWhatWasWrittenBeforeItsCaptureAlone() {
        protection.noticed(A);
        clock.move(Duration.ofSeconds(1));
        Instant captured = clock.instant();
        protection.acknowledged(acknowledgement(captured, new How.Followed()));
        assertThat(protection.unprotected()).isEmpty();

        clock.move(Duration.ofSeconds(1));
        protection.noticed(A);
        protection.acknowledged(acknowledgement(captured, new How.Followed()));
        assertThat(protection.unprotected()).containsOnlyKeys(A);
    }

    @Test
    void anOldWriteThatIsConfirmedDoesNotComeBackWithTheNextLook() {
        clock.move(Duration.ofMillis(7)); // a whole second is what some file systems round to
        Instant written = clock.instant();
        clock.move(Duration.ofSeconds(1));
        protection.acknowledged(acknowledgement(clock.instant(), new How.Followed()));
        clock.move(Duration.ofHours(1));
        protection.changed(row(7), written);

        assertThat(protection.unprotected()).isEmpty();
    }

    /// The kernel stamps a file with the time of its last tick.
    @Test
    void aWriteWithinTheTickInWhichItsDatabaseWasCapturedIsUnprotected() {
        clock.move(Duration.ofMillis(7));
        protection.acknowledged(acknowledgement(clock.instant(), new How.Followed()));
        protection.changed(row(7), clock.instant().minusMillis(4));

        assertThat(protection.unprotected()).containsOnlyKeys(A);
    }

    /// Anyone can set such a time, and some file systems keep it.
    @Test
    void aFileOfAnyTimeIsNoHindrance() {
        protection.acknowledged(acknowledgement(clock.instant(), new How.Followed()));
        protection.changed(row(7), Settling.instant(Long.MIN_VALUE));

        assertThat(protection.unprotected()).isEmpty();
    }

    @Test
    void aFirstCopyIsAsOldAsItsDiscoveryAndCountsInNoWay() {
        protection.changed(row(0), clock.instant().minus(Duration.ofDays(900)));
        clock.move(Duration.ofSeconds(2));
        assertThat(protection.lag(A)).isEqualTo(Duration.ofSeconds(2));

        protection.acknowledged(
                acknowledgement(clock.instant(), new How.Compared(Fall.FIRST_COPY, new Taking.Still())));
        assertThat(protection.ways().acknowledged().sum()).isZero();
        assertThat(protection.unprotected()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackMakesNothingNegative() {
        protection.noticed(A);
        clock.move(Duration.ofHours(-1));

        assertThat(protection.lag(A)).isZero();
    }

    @Test
    void theWayOfAWriteIsCountedUntilItsConfirmation() {
        protection.acknowledged(acknowledgement(clock.instant(), new How.Followed()));

        Protection.Ways ways = protection.ways();
        assertThat(ways.captured().sum()).isEqualTo(2);
        assertThat(ways.acknowledged().sum()).isEqualTo(3);
        assertThat(ways.acknowledged().classes().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(1);
    }

    /// Written two seconds before its capture, confirmed one second after that.
    private static Acknowledgement acknowledgement(Instant captured, How how) {
        return new Acknowledgement(
                A, new TxId(8), 1, 100, captured.minusSeconds(2), captured, captured.plusSeconds(1), how);
    }

    private static DatabaseRow row(long txId) {
        return new DatabaseRow(
                A,
                Path.of("/a.db"),
                ObjectKey.of("a.db"),
                Tier.COLD,
                DatabaseState.ACTIVE,
                Why.NOTHING,
                Fingerprint.UNKNOWN,
                DatabaseRow.NEVER,
                DatabaseRow.NEVER,
                txId);
    }
}
