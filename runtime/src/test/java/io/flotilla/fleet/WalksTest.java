package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How often the directories are walked, by a clock that the test moves.
class WalksTest {

    private final HandClock clock = new HandClock();
    private Duration took = Duration.ofSeconds(1);
    private int walked;
    private int databases = 1;

    private final Walks walks = new Walks(
            new Scanner() {
                @Override
                public Discovered discover() {
                    walked++;
                    clock.move(took);
                    return new Discovered(databases, List.of("x"));
                }

                @Override
                public void sweep(Consumer<DatabaseId> changes) {}

                @Override
                public Optional<Change> look(DatabaseId database) {
                    return Optional.empty();
                }
            },
            clock,
            new Warnings());

    @Test
    void takesAFourHundredthOfTheTime() {
        walks.whenDue();
        walks.whenDue();
        clock.move(Duration.ofSeconds(399));
        walks.whenDue();
        assertThat(walked).isEqualTo(1);
        clock.move(Duration.ofSeconds(1));
        walks.whenDue();
        assertThat(walked).isEqualTo(2);
        assertThat(walks.refused()).containsExactly("x");
    }

    /// A sweep looks at what was found, and may be far away.
    @Test
    void saysWhetherItFoundMore() {
        assertThat(walks.whenDue()).isTrue();
        databases = 2;
        assertThat(walks.whenDue()).as("not due").isFalse();
        clock.move(Duration.ofHours(1));
        assertThat(walks.whenDue()).isTrue();
        clock.move(Duration.ofHours(1));
        assertThat(walks.whenDue()).isFalse();
    }

    @Test
    @Tag("P-8")
    void walksAgainWhereverTheClockWasSetTo() {
        walks.now();
        clock.move(Duration.ofDays(-30));
        walks.whenDue();
        assertThat(walked).as("set back between two walks").isEqualTo(2);

        took = Duration.ofDays(30);
        walks.now();
        took = Duration.ofSeconds(1);
        clock.move(Duration.ofHours(1));
        walks.whenDue();
        assertThat(walked).as("set forward during a walk").isEqualTo(4);
    }
}
