package io.flotilla.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final AtomicReference<Instant> wall = new AtomicReference<>(START);
    private final AtomicLong steady = new AtomicLong();
    private final ClockWatch watch = new ClockWatch(wall::get, steady::get);

    @Test
    void saysNothingWhileTimePasses() {
        for (int second = 0; second < 100; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(watch.look()).isEmpty();
            assertThat(watch.isRepeating()).isFalse();
        }
    }

    @Test
    void saysNothingOfAClockThatIsSetForward() {
        set(Duration.ofDays(30));
        pass(Duration.ofSeconds(1));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.isRepeating()).isFalse();
    }

    @Test
    void givesTheStretchWhenItIsOver() {
        pass(Duration.ofSeconds(1));
        set(Duration.ofSeconds(-10));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.isRepeating()).isTrue();

        pass(Duration.ofSeconds(10).plus(Stretch.MARGIN));
        assertThat(watch.look()).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(watch.look()).contains(new Stretch(START.minusSeconds(10), START.plusSeconds(1)));
        assertThat(watch.isRepeating()).isFalse();
        assertThat(watch.look()).isEmpty();
    }

    @Test
    void isNotFooledWhereAllOfItHappensBetweenTwoLooks() {
        pass(Duration.ofSeconds(50));
        set(Duration.ofSeconds(-2));
        pass(Duration.ofSeconds(50));
        watch.look();
        pass(Stretch.MARGIN.plusSeconds(3));
        assertThat(watch.look()).contains(new Stretch(START.minusSeconds(2), START.plusSeconds(100)));
    }

    @Test
    void takesStepsTogether() {
        set(Duration.ofSeconds(-5));
        watch.look();
        pass(Duration.ofSeconds(1));
        set(Duration.ofSeconds(-5));
        watch.look();
        assertThat(watch.isRepeating()).isTrue();
        pass(Duration.ofMinutes(1));
        assertThat(watch.look()).contains(new Stretch(START.minusSeconds(10), START));
    }

    private void pass(Duration time) {
        set(time);
        steady.addAndGet(time.toNanos());
    }

    private void set(Duration by) {
        wall.updateAndGet(now -> now.plus(by));
    }
}
