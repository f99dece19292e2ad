package io.flotilla.service.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a single value may be, as Litestream's YAML reader takes it.
enum Plain implements Kind {

    /// Any text.
    TEXT,

    /// A length of time as in Go: `30s`, `1h30m`, `1.5h`; `0` without a unit.
    DURATION,

    /// `true`, `false`, and what YAML 1.1 takes for them.
    FLAG,

    /// A whole number.
    NUMBER,

    /// A number of bytes: `5MiB`, `64MB`, `1024`.
    SIZE;

    private static final Set<String> YES = Set.of("true", "yes", "on", "y");
    private static final Set<String> NO = Set.of("false", "no", "off", "n");
    private static final Pattern AMOUNT = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0o?[0-7]+|0x[0-9a-fA-F]+|\\d+)");
    private static final Pattern BYTES = Pattern.compile("\\d+(\\.\\d+)? *([kmgtp]?(i?b)?)?", Pattern.CASE_INSENSITIVE);

    /// Why a text is not of this kind; absent where it is.
    Optional<String> objection(String text) {
        boolean fits = switch (this) {
            case TEXT -> true;
            case DURATION -> duration(text).isPresent();
            case FLAG -> isFlag(text);
            case NUMBER -> WHOLE.matcher(text).matches();
            case SIZE -> BYTES.matcher(text).matches();
        };
        return fits ? Optional.empty() : Optional.of("'" + text + "' is not " + expected());
    }

    private String expected() {
        return switch (this) {
            case TEXT -> "a text";
            case DURATION -> "a length of time with a unit, such as 500ms, 30s, 5m or 1h30m";
            case FLAG -> "true or false";
            case NUMBER -> "a whole number";
            case SIZE -> "a number of bytes such as 5MiB or 64MB";
        };
    }

    static boolean isTrue(String text) {
        return YES.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isFlag(String text) {
        String plain = text.toLowerCase(Locale.ROOT);
        return YES.contains(plain) || NO.contains(plain);
    }

    /// Reads a length of time; absent where it is none.
    static Optional<Duration> duration(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        boolean isNegative = text.startsWith("-");
        String amounts = isNegative || text.startsWith("+") ? text.substring(1) : text;
        Matcher matcher = AMOUNT.matcher(amounts);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < amounts.length() && matcher.find(end) && matcher.start() == end) {
            nanos = nanos.add(new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos(matcher.group(2)))));
            end = matcher.end();
        }
        if (end == 0 || end < amounts.length() || nanos.precision() - nanos.scale() > 18) {
            return Optional.empty();
        }
        Duration length = Duration.ofNanos(nanos.longValue());
        return Optional.of(isNegative ? length.negated() : length);
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> 1_000; // microseconds, in one of their three spellings
        };
    }
}
