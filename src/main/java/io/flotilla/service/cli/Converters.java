package io.flotilla.service.cli;

import io.flotilla.creation.NamePattern;
import io.flotilla.discovery.KeyTemplate;
import io.flotilla.ltx.TxId;
import io.flotilla.service.api.Listening;
import io.flotilla.service.live.LogLevel;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How arguments become values, with a text for those that do not.
final class Converters {

    private Converters() {}

    /// `500ms`, `1s`, `5m`, `2h`.
    static final class Interval implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration interval = length(text);
            if (!interval.isPositive()) {
                throw new TypeConversionException("'" + text + "' is not above zero");
            }
            return interval;
        }
    }

    /// The same, or `0`.
    static final class Length implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration length = text.equals("0") ? Duration.ZERO : length(text);
            if (length.isNegative()) {
                throw new TypeConversionException("'" + text + "' is below zero");
            }
            return length;
        }
    }

    private static Duration length(String text) {
        try {
            return Settings.parseDuration(text);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException malformed) {
            throw new TypeConversionException("'" + text + "' is no length of time such as 500ms, 1s or 5m");
        }
    }

    /// `742`, `16kB`, `2MB`, `1GB`: powers of 1000.
    static final class Size implements ITypeConverter<Long> {

        private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(|kB|MB|GB)");

        @Override
        public Long convert(String text) {
            Matcher size = SIZE.matcher(text);
            if (!size.matches()) {
                throw new TypeConversionException("'" + text + "' is no size such as 742, 16kB or 2MB");
            }
            long unit = switch (size.group(2)) {
                case "kB" -> 1_000L;
                case "MB" -> 1_000_000L;
                case "GB" -> 1_000_000_000L;
                default -> 1;
            };
            return Long.parseLong(size.group(1)) * unit;
        }
    }

    /// Where HTTP may be served.
    static final class Listen implements ITypeConverter<Listening> {

        @Override
        public Listening convert(String text) {
            try {
                return Listening.of(text, System.getenv());
            } catch (IllegalArgumentException refused) {
                throw new TypeConversionException(FailureText.message(refused));
            }
        }
    }

    /// 16 hexadecimal digits.
    static final class Transaction implements ITypeConverter<TxId> {

        @Override
        public TxId convert(String text) {
            try {
                return TxId.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(FailureText.message(malformed));
            }
        }
    }

    /// How much is logged.
    static final class Level implements ITypeConverter<LogLevel> {

        @Override
        public LogLevel convert(String text) {
            try {
                return LogLevel.parse(text);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException(FailureText.message(unknown));
            }
        }
    }

    /// A glob on keys of replicas.
    static final class Glob implements ITypeConverter<PathPattern> {

        @Override
        public PathPattern convert(String text) {
            try {
                return PathPattern.of(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(FailureText.message(malformed));
            }
        }
    }

    /// Names with placeholders.
    static final class Names implements ITypeConverter<NamePattern> {

        @Override
        public NamePattern convert(String text) {
            try {
                return NamePattern.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(FailureText.message(malformed));
            }
        }
    }

    /// A URL or the path of a directory.
    static final class Target implements ITypeConverter<TargetUrl> {

        @Override
        public TargetUrl convert(String text) {
            try {
                return TargetUrl.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(FailureText.message(malformed));
            }
        }
    }

    /// How keys of replicas are made.
    static final class Key implements ITypeConverter<KeyTemplate> {

        @Override
        public KeyTemplate convert(String text) {
            try {
                return KeyTemplate.of(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(FailureText.message(malformed));
            }
        }
    }
}
