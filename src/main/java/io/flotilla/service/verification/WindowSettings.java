package io.flotilla.service.verification;

import io.flotilla.wiring.FlotillaConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When windows of verification begin, and what each does.
///
/// @param cron when, in Quartz's way
/// @param sample how many databases of each fleet
/// @param pause from the begin of one to the begin of the next at least
record WindowSettings(String cron, Sample sample, Duration pause) {

    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");
    private static final double SLOWEST = 0.000_1;
    private static final double FASTEST = 1000;

    /// What is configured; absent where no window is wanted.
    ///
    /// @throws IllegalStateException where a setting makes no sense; the text names it
    static Optional<WindowSettings> of(FlotillaConfig.VerificationConfig config) {
        return config.at()
                .map(String::strip)
                .filter(at -> !at.isEmpty())
                .map(at -> new WindowSettings(
                        cron(at),
                        checked("sample", () -> Sample.parse(config.sample())),
                        checked("rate", () -> pause(config.rate()))));
    }

    private static String cron(String at) {
        Matcher time = TIME.matcher(at);
        return time.matches()
                ? "0 " + Integer.parseInt(time.group(2)) + " " + Integer.parseInt(time.group(1)) + " * * ?"
                : at;
    }

    private static Duration pause(double perSecond) {
        if (perSecond >= SLOWEST && perSecond <= FASTEST) {
            return Duration.ofNanos(Math.round(1e9 / perSecond));
        }
        throw new IllegalArgumentException(perSecond + " databases a second: from " + SLOWEST + " to " + FASTEST);
    }

    static <T> T checked(String name, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException refused) {
            throw new IllegalStateException("flotilla.verification." + name + ": " + refused.getMessage(), refused);
        }
    }
}
