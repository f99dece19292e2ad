package io.flotilla.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.flotilla.store.Prices;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonthTest {

    private static final Prices PRICES = new Prices("of a test", "EUR", 5, 0.5, 0.02);

    @Test
    void asksForNothingWhereNobodyWrites() {
        Month month = Month.of(new Month.Fleet(100_000, 0, Duration.ofSeconds(1), 1_000_000, 8000));

        assertThat(month.puts() + month.lists() + month.reads()).isZero();
        // Half of 100 GB, compressed.
        assertThat(month.cost(PRICES)).isEqualTo(1.0, within(1e-9));
    }

    @Test
    void countsAPutForEachIntervalAndTheUpkeep() {
        Month month = Month.of(new Month.Fleet(1, 1, Duration.ofSeconds(10), 0, 0));

        int seconds = 30 * 24 * 3600;
        double merged = seconds / 30.0 + seconds / 300.0 + seconds / 3600.0 + 30;
        assertThat(month.puts()).isEqualTo(seconds / 10.0 + merged, within(1e-6));
        assertThat(month.lists()).isEqualTo(seconds / 30.0, within(1e-6));
        assertThat(month.reads()).isEqualTo(seconds / 10.0 + merged - 30, within(1e-6));
    }

    @Test
    void mergesNoMoreThanWasUploaded() {
        Month month = Month.of(new Month.Fleet(1, 1, Duration.ofDays(1), 0, 0));

        assertThat(month.puts()).isEqualTo(30 * 5, within(1e-6));
        assertThat(month.lists()).isEqualTo(30, within(1e-6));
    }

    @Test
    void refusesAFleetThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Month.Fleet(1, 2, Duration.ofSeconds(1), 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Month.Fleet(1, 1, Duration.ZERO, 0, 0));
    }
}
