package io.flotilla.service.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How much is logged, in Litestream's words.
enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    static final LogLevel DEFAULT = INFO;

    /// Held here, because a logger that nobody holds may forget its level.
    private static final Logger OURS = Logger.getLogger("io.flotilla");

    /// The level with this name; the usual one where none is said.
    static LogLevel of(Optional<String> name) {
        return name.map(LogLevel::parse).orElse(DEFAULT);
    }

    /// What `LOG_LEVEL` says; absent where it says nothing that is known.
    static Optional<LogLevel> ofEnvironment() {
        String name = System.getenv().getOrDefault("LOG_LEVEL", "");
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(parse(name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /// From now on so much is logged.
    void apply() {
        OURS.setLevel(
                switch (this) {
                    case TRACE -> Level.FINER;
                    case DEBUG -> Level.FINE;
                    case INFO -> Level.INFO;
                    case WARN -> Level.WARNING;
                    case ERROR -> Level.SEVERE;
                });
    }

    private static LogLevel parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /// One of the names.
    static final class Converter implements ITypeConverter<LogLevel> {

        @Override
        public LogLevel convert(String text) {
            try {
                return parse(text);
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException("'" + text + "' is not one of trace, debug, info, warn, error");
            }
        }
    }
}
