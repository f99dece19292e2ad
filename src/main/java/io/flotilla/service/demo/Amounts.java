package io.flotilla.service.demo;

import java.time.Duration;
import java.util.Locale;

/// Amounts in the tables of the demo and of the benchmark.
public final class Amounts {

    private Amounts() {}

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    public static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f %%", part * 100);
    }

    public static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,.2f s", time.toMillis() / 1e3);
    }

    public static String duration(Duration time) {
        return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }

    public static String times(double factor) {
        return String.format(Locale.ROOT, "%.1f ×", factor);
    }
}
