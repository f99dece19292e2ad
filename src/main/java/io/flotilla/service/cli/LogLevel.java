package io.flotilla.service.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How much is logged, in Litestream's words.
enum LogLevel {
    TRACE(Level.FINER),
    DEBUG(Level.FINE),
    INFO(Level.INFO),
    WARN(Level.WARNING),
    ERROR(Level.SEVERE);

    static final LogLevel DEFAULT = INFO;

    /// Held here, because a logger that nobody holds may forget its level.
    private static final Logger OURS = Logger.getLogger("io.flotilla");

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

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
        OURS.setLevel(level);
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
