package io.flotilla.service.api;

import io.flotilla.service.live.LogLevel;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much is logged, by category, and changes of that. They last until the process ends or reads its configuration
/// again, which says it of everything. Safe for use by several threads.
@Singleton
final class LogLevels {

    private static final int LONGEST = 200;

    private final Audit audit;

    LogLevels(Audit audit) {
        this.audit = audit;
    }

    /// The categories that say it themselves, by name.
    List<LogLevelView> all() {
        return categories()
                .flatMap(category ->
                        LogLevel.ownOf(category).map(level -> new LogLevelView(category, level.text())).stream())
                .toList();
    }

    /// Follows an order, and gives it back as it was understood.
    ///
    /// @throws Refusal where its level or category is not known, or is that of the audit log
    LogLevelView follow(LogLevelView order) {
        LogLevel level = level(order.level());
        String category = Optional.ofNullable(order.category()).orElse(LogLevel.OURS);
        check(category);
        audit.note("log-level", category + "=" + level.text());
        level.apply(category);
        return new LogLevelView(category, level.text());
    }

    /// As its schema has it: in small letters.
    private static LogLevel level(@Nullable String name) {
        for (LogLevel level : LogLevel.values()) {
            if (level.text().equals(name)) {
                return level;
            }
        }
        throw Refusal.badRequest("level is trace, debug, info, warn or error");
    }

    /// A category that nothing is logged under would be held for nothing, and is a slip.
    private static void check(String category) {
        if (category.length() > LONGEST || !category.matches(LogLevelView.CATEGORY)) {
            throw Refusal.badRequest("category is io.flotilla, or a package or class below it");
        }
        if (isAtOrBelow(category, Audit.CATEGORY)) {
            throw new Refusal(Status.FORBIDDEN, "The audit log says everything, always");
        }
        if (categories().noneMatch(each -> isAtOrBelow(each, category))) {
            throw Refusal.notFound("Nothing was logged under '" + category + "' in this process yet");
        }
    }

    private static Stream<String> categories() {
        Stream<String> known = Collections.list(LogManager.getLogManager().getLoggerNames()).stream();
        return Stream.concat(Stream.of(LogLevel.OURS), known)
                .filter(category -> isAtOrBelow(category, LogLevel.OURS))
                .distinct()
                .sorted();
    }

    private static boolean isAtOrBelow(String category, String other) {
        return category.equals(other) || category.startsWith(other + ".");
    }
}
