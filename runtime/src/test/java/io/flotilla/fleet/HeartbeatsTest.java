package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.fleet.Heartbeats.Loop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Loops that turn, stand still and end, by a clock that the test moves.
class HeartbeatsTest {

    private long now;
    private final Heartbeats heartbeats = new Heartbeats(() -> now);

    @Test
    void aLoopThatHasNotBegunHasNoAge() {
        assertThat(heartbeats.ages()).isEmpty();
    }

    @Test
    void aLoopIsAsOldAsItsLastBeat() {
        heartbeats.beat(Loop.LOOKS);
        now += Duration.ofSeconds(30).toNanos();

        assertThat(heartbeats.ages()).containsOnlyKeys(Loop.LOOKS).containsEntry(Loop.LOOKS, Duration.ofSeconds(30));
    }

    @Test
    void aLoopThatEndsByAFailureIsOlderThanAnything() {
        Runnable killed = heartbeats.watched(Loop.UPLOADS, () -> {
            throw new IllegalStateException("killed");
        });
        assertThatThrownBy(killed::run).hasMessage("killed");

        assertThat(heartbeats.ages().get(Loop.UPLOADS)).isGreaterThan(Duration.ofDays(10_000));
    }

    @Test
    void aLoopThatWaitsForItsWorkIsNotOld() {
        heartbeats
                .watched(Loop.UPLOADS, () -> {
                    now += Duration.ofHours(5).toNanos();
                    assertThat(heartbeats.ages()).containsEntry(Loop.UPLOADS, Duration.ZERO);
                })
                .run();
    }

    @Test
    void theEndIsNoFaultWhereItWasAskedFor() {
        heartbeats.beat(Loop.TURNS);
        heartbeats.stop();

        assertThat(heartbeats.ages()).isEmpty();
    }
}
