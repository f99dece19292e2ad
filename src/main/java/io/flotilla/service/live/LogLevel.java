package io.flotilla.service.live;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/// How much is logged, in Litestream's words.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    public static final LogLevel DEFAULT = INFO;

    /// The category of everything that is ours.
    public static final String OURS = "io.flotilla";

    /// A logger that nobody holds may forget its level.
    private static final Map<String, Logger> HELD = new ConcurrentHashMap<>();

    /// The level with this name; the usual one where none is said.
    ///
    /// @throws IllegalArgumentException where there is none
    public static LogLevel of(Optional<String> name) {
        return name.map(LogLevel::parse).orElse(DEFAULT);
    }

    /// What `LOG_LEVEL` says; absent where it says nothing that is known.
    public static Optional<LogLevel> ofEnvironment() {
        String name = System.getenv().getOrDefault("LOG_LEVEL", "");
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(parse(name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /// The level with this name.
    ///
    /// @throws IllegalArgumentException where there is none, with the names that there are
    public static LogLevel parse(String name) {
        for (LogLevel each : values()) {
            if (each.name().equals(name.toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is not one of trace, debug, info, warn, error");
    }

    /// What a category says of itself; absent where the one above it counts.
    public static Optional<LogLevel> ownOf(String category) {
        return Optional.ofNullable(Logger.getLogger(category).getLevel()).map(LogLevel::of);
    }

    private static LogLevel of(Level level) {
        LogLevel found = TRACE;
        for (LogLevel each : values()) {
            if (each.level().intValue() <= level.intValue()) {
                found = each;
            }
        }
        return found;
    }

    /// From now on so much is logged of everything that is ours, but for categories that say it themselves.
    public void apply() {
        apply(OURS);
    }

    /// From now on so much is logged of a category.
    public void apply(String category) {
        HELD.computeIfAbsent(category, Logger::getLogger).setLevel(level());
    }

    private Level level() {
        return switch (this) {
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }

    /// Its name, as it is said.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
