package io.flotilla.service.bench;

import java.time.Duration;
import java.util.Locale;

/// Amounts in the table of the benchmark.
final class Texts {

    private Texts() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", part * 100);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,.2f s", time.toMillis() / 1e3);
    }

    static String duration(Duration time) {
        return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    static String times(double factor) {
        return String.format(Locale.ROOT, "%.1f ×", factor);
    }
}
