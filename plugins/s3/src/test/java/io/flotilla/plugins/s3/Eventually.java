package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Waits for what other threads bring about in their own time.
final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Eventually() {}

    /// Until a figure is no lower than this.
    static void assertAtLeast(long wanted, LongSupplier figure) {
        await(() -> -figure.getAsLong(), -wanted);
        assertThat(figure.getAsLong()).isGreaterThanOrEqualTo(wanted);
    }

    /// Until a figure is no higher than this.
    static void assertAtMost(long wanted, LongSupplier figure) {
        await(figure, wanted);
        assertThat(figure.getAsLong()).isLessThanOrEqualTo(wanted);
    }

    private static void await(LongSupplier figure, long most) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (figure.getAsLong() > most && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
