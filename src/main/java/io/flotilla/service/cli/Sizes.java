package io.flotilla.service.cli;

import java.time.Duration;
import java.util.Locale;

/// Amounts as people read them.
final class Sizes {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /// Bytes with a decimal unit: `742 B`, `13.4 kB`, `120 GB`.
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes / 1000.0;
        int unit = 0;
        while (amount >= 999.5) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, amount < 99.95 ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
    }

    /// A length of time with the unit that fits: `12 ms`, `3.2 s`, `5 min 20 s`, `7 h 3 min`.
    static String duration(Duration duration) {
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toMinutes() < 1) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return duration.toHours() < 1
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    /// `1 database`, `2 databases`.
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
