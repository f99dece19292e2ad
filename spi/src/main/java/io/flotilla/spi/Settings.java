package io.flotilla.spi;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// The settings that a user gave to one plug-in: names in kebab case, values as text.
///
/// A factory reads what it knows and names all it knows in [#allow(String...)], so that a mistyped name is an
/// error that lists the right ones. Immutable.
public record Settings(Map<String, String> values) {

    /// No settings at all.
    public static final Settings NONE = new Settings(Map.of());

    public Settings {
        values = Map.copyOf(values);
    }

    /// These settings, if each of them is among the known names.
    ///
    /// @throws IllegalArgumentException for an unknown one, with the list of known names
    public Settings allow(String... known) {
        Set<String> names = new TreeSet<>(Set.of(known));
        for (String name : new TreeMap<>(values).keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("Unknown setting '" + name + "'. Known: "
                        + (names.isEmpty() ? "none" : String.join(", ", names)));
            }
        }
        return this;
    }

    /// A text; absent where the user said nothing.
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /// A length of time in the form `500ms`, `1s`, `5m`, `2h`, `1d`, or ISO 8601.
    public Optional<Duration> duration(String name) {
        return parse(name, "a duration like 30s, 5m or 1h", Settings::parseDuration);
    }

    /// A whole number.
    public Optional<Long> number(String name) {
        return parse(name, "a whole number", Long::valueOf);
    }

    /// A number above zero, whole or with a point: `2`, `0.5`.
    public Optional<Double> positive(String name) {
        return parse(name, "a number above zero, like 2 or 0.5", Settings::parsePositive);
    }

    /// `true` or `false`.
    public Optional<Boolean> flag(String name) {
        return parse(name, "true or false", Settings::parseFlag);
    }

    /// Reads a length of time as [#duration] does.
    ///
    /// @throws IllegalArgumentException where the text is something else
    public static Duration parseDuration(String text) {
        try {
            return text.startsWith("P") || text.startsWith("-P") ? Duration.parse(text) : parseAmount(text);
        } catch (DateTimeException | ArithmeticException | NumberFormatException malformed) {
            throw new IllegalArgumentException("Not a duration like 30s, 5m or 1h: '" + text + "'", malformed);
        }
    }

    private static Duration parseAmount(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        long amount = Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new NumberFormatException("no unit");
        };
    }

    private static Double parsePositive(String text) {
        double number = Double.parseDouble(text);
        if (number > 0 && number < Double.POSITIVE_INFINITY) {
            return number;
        }
        throw new IllegalArgumentException(text);
    }

    private static Boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private <T> Optional<T> parse(String name, String expected, Function<String, T> parser) {
        return text(name).map(text -> {
            try {
                return parser.apply(text);
            } catch (RuntimeException malformed) {
                throw new IllegalArgumentException(
                        "Setting '" + name + "' is '" + text + "', expected " + expected, malformed);
            }
        });
    }
}
