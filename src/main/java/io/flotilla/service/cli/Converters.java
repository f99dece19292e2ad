package io.flotilla.service.cli;

import io.flotilla.creation.NamePattern;
import io.flotilla.discovery.KeyTemplate;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.time.DateTimeException;
import java.time.Duration;
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
