package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// When another change is sure to show another time.
class SettlingTest {

    private static final Instant CHANGED = Instant.parse("2026-11-26T03:04:05.123456789Z");
    private static final Instant WHOLE = Instant.parse("2026-11-26T03:04:05Z");

    @Test
    void afterTwoTicks() {
        assertThat(isSettled(CHANGED, CHANGED.plusMillis(19))).isFalse();
        assertThat(isSettled(CHANGED, CHANGED.plusMillis(20))).isTrue();
    }

    @Test
    void laterWhereTheFileSystemCountsSeconds() {
        assertThat(isSettled(WHOLE, WHOLE.plusMillis(3999))).isFalse();
        assertThat(isSettled(WHOLE, WHOLE.plusSeconds(4))).isTrue();
    }

    @Test
    void whereTheClockWasSetBackSince() {
        assertThat(isSettled(CHANGED, CHANGED.minusMillis(19))).isFalse();
        assertThat(isSettled(CHANGED, CHANGED.minusSeconds(60))).isTrue();
        assertThat(isSettled(WHOLE, WHOLE.minusSeconds(3))).isFalse();
    }

    private static boolean isSettled(Instant changed, Instant now) {
        long nanos = changed.getEpochSecond() * 1_000_000_000 + changed.getNano();
        assertThat(Settling.instant(nanos)).isEqualTo(changed);
        return Settling.isSettled(nanos, now, now);
    }
}
