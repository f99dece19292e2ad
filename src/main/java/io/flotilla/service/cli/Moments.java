package io.flotilla.service.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Moments as people write them: RFC 3339, or a time ago.
record Moments(Instant now) {

    private static final Pattern AGO = Pattern.compile(
            "(?:(\\d{1,9})|an?)\\s*(ms|millisecond|s|sec|second|m|min|minute|h|hour|d|day|w|week)s?(?:\\s+ago)?");

    /// `2026-11-25T14:03:00Z`, with a fraction, with an offset, with a space instead of the T; `2 hours ago`, `90m`.
    ///
    /// @throws IllegalArgumentException when it is neither
    Instant parse(String text) {
        String plain = text.strip();
        Matcher ago = AGO.matcher(plain.toLowerCase(Locale.ROOT));
        try {
            return ago.matches()
                    ? now.minus(length(ago))
                    : OffsetDateTime.parse(plain.replaceFirst("^(\\S{10}) ", "$1T"))
                            .toInstant();
        } catch (DateTimeException | ArithmeticException malformed) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no moment such as 2026-11-25T14:03:00Z, or"
                            + " '2 hours ago'; a time of day needs its zone, Z or +01:00",
                    malformed);
        }
    }

    private static Duration length(Matcher ago) {
        long amount = ago.group(1) == null ? 1 : Long.parseLong(ago.group(1));
        return switch (ago.group(2)) {
            case "ms", "millisecond" -> Duration.ofMillis(amount);
            case "s", "sec", "second" -> Duration.ofSeconds(amount);
            case "m", "min", "minute" -> Duration.ofMinutes(amount);
            case "h", "hour" -> Duration.ofHours(amount);
            case "d", "day" -> Duration.ofDays(amount);
            default -> Duration.ofDays(Math.multiplyExact(amount, 7L));
        };
    }
}
