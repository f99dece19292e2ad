package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// How often everything is looked at, by a clock that the test moves.
class SweepsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private Duration length = Duration.ofMillis(500);
    private long now;
    private int begun;
    private boolean isTold;
    private boolean fails;

    private final Sweeps sweeps = new Sweeps(
            new Scanner() {
                @Override
                public Discovered discover() {
                    return new Discovered(0, List.of());
                }

                @Override
                public void sweep(Consumer<DatabaseId> changed) {
                    begun++;
                    pass(length);
                    if (fails) {
                        throw new IllegalStateException("the catalog failed");
                    }
                }

                @Override
                public Optional<Change> look(DatabaseId database) {
                    return Optional.empty();
                }

                @Override
                public boolean isTold() {
                    return isTold;
                }
            },
            () -> now);

    @Test
    void takesAFortiethOfTheTimeOrAFourHundredthWhereChangesAreTold() {
        sweep();
        assertThat(begun).as("at the start").isEqualTo(1);
        assertNextAfter(Duration.ofSeconds(20));
        isTold = true;
        length = SECOND;
        sweeps.hurry();
        sweep();
        assertNextAfter(Duration.ofSeconds(400));
    }

    @Test
    void doesNotLeaveChangesUnseenForLongWhereASweepIsSlow() {
        length = Duration.ofSeconds(5);
        sweep();
        assertNextAfter(Duration.ofSeconds(30));
        length = Duration.ofSeconds(100);
        sweeps.hurry();
        sweep();
        assertNextAfter(Duration.ofSeconds(400));
    }

    private void assertNextAfter(Duration pause) {
        int before = begun;
        pass(pause.minusMillis(1));
        sweep();
        assertThat(begun).isEqualTo(before);
        pass(Duration.ofMillis(1));
        sweep();
        assertThat(begun).isEqualTo(before + 1);
    }

    @Test
    void isDueAtOnceInAHurry() {
        sweep();
        sweeps.hurry();
        sweep();
        assertThat(begun).isEqualTo(2);
    }

    /// What was missed is not seen by a sweep that failed.
    @Test
    void isDueAgainWhereItFailed() {
        sweep();
        sweeps.hurry();
        fails = true;
        assertThatThrownBy(this::sweep).isInstanceOf(IllegalStateException.class);
        fails = false;
        sweep();
        assertThat(begun).isEqualTo(3);
    }

    private void sweep() {
        sweeps.whenDue(changed -> {});
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
