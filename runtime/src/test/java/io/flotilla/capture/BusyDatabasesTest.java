package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BusyDatabasesTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final DatabaseId DATABASE = new DatabaseId(7);

    private final BusyDatabases busy = new BusyDatabases();
    private int writes;

    /// A moment at which something else is seen than before.
    private BusyDatabases.Now written(long seconds) {
        return new BusyDatabases.Now(NOON.plusSeconds(seconds), new Fingerprint(++writes));
    }

    @Test
    void countsLooksInARow() {
        assertThat(busy.isBusy(DATABASE)).isFalse();
        busy.moved(DATABASE);
        busy.moved(DATABASE);
        assertThat(busy.looks(DATABASE)).isEqualTo(2);
        assertThat(busy.isResting(DATABASE, written(0))).isFalse();
        busy.settled(DATABASE);
        assertThat(busy.looks(DATABASE)).isZero();
        assertThat(busy.isBusy(DATABASE)).isFalse();
    }

    @Test
    void getsATenthOfTheTime() {
        busy.failed(DATABASE, Duration.ofSeconds(10), written(0));
        assertThat(busy.isResting(DATABASE, written(1))).isTrue();
        busy.moved(DATABASE);
        assertThat(busy.isResting(DATABASE, written(89))).isTrue();
        assertThat(busy.isResting(DATABASE, written(90))).isFalse();
    }

    @Test
    void isLookedAtWhenItHasComeToRest() {
        busy.failed(DATABASE, Duration.ofSeconds(10), written(0));
        BusyDatabases.Now last = written(1);
        assertThat(busy.isResting(DATABASE, last)).isTrue();
        assertThat(busy.isResting(DATABASE, last)).isFalse();
        assertThat(busy.isResting(DATABASE, written(2))).isTrue();
    }

    @Test
    void doesNotRestForEverWhereTheClockIsSetBack() {
        busy.failed(DATABASE, Duration.ofSeconds(10), written(0));
        assertThat(busy.isResting(DATABASE, written(-7200))).isFalse();
    }
}
