package io.flotilla.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WriteRatesTest {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final WriteRates rates = new WriteRates();
    private final DatabaseId a = new DatabaseId(1);
    private final DatabaseId b = new DatabaseId(2);

    @Test
    void comesNearAPaceThatLasts() {
        for (int second = 0; second < 1200; second += 2) {
            rates.written(a, MINUTE, START.plusSeconds(second));
        }
        assertThat(rates.perMinute(a, START.plusSeconds(1199))).isCloseTo(30, within(0.5));
    }

    @Test
    void losesHalfWithinAHalfLife() {
        rates.written(a, MINUTE, START);
        double first = rates.perMinute(a, START);
        assertThat(first).isCloseTo(Math.log(2), within(1e-9));
        assertThat(rates.perMinute(a, START.plusSeconds(60))).isCloseTo(first / 2, within(1e-9));
        assertThat(rates.perMinute(a, START.plusSeconds(180))).isCloseTo(first / 8, within(1e-9));
    }

    @Test
    void keepsNothingOfWhomNobodyAsksAbout() {
        rates.written(a, Duration.ZERO, START);
        assertThat(rates.size()).isZero();
        assertThat(rates.perMinute(a, START)).isZero();
    }

    @Test
    void forgetsThoseThatAreQuiet() {
        rates.written(a, MINUTE, START);
        rates.written(b, MINUTE, START.plusSeconds(200));
        rates.forgetQuiet(START.plusSeconds(390));
        assertThat(rates.size()).isEqualTo(2);
        rates.forgetQuiet(START.plusSeconds(420));
        assertThat(rates.size()).isEqualTo(1);
        rates.forgetQuiet(START.plusSeconds(3600));
        assertThat(rates.size()).isZero();
    }

    @Test
    void aClockThatIsSetLetsNoTimePassTwice() {
        rates.written(a, MINUTE, START);
        rates.written(a, MINUTE, START.minus(Duration.ofDays(30)));
        assertThat(rates.perMinute(a, START.minus(Duration.ofDays(60)))).isCloseTo(2 * Math.log(2), within(1e-9));
        assertThat(rates.perMinute(a, Instant.MAX)).isZero();
        assertThat(rates.perMinute(a, Instant.MIN)).isPositive();
    }
}
