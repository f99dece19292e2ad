package io.flotilla.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Walks everything, for at most a very small part of the time, and keeps what could not be taken. Sweeps
/// find what came to a directory; a walk is for what the status of a directory does not tell: a file that
/// became a database where it lay. For use by one thread, [#refused()] by any.
final class Walks {

    /// A walk is followed by a pause this many times as long.
    private static final int PAUSE = 400;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Scanner scanner;
    private final InstantSource clock;
    private final Warnings warnings;
    private volatile List<String> refused = List.of();
    private int databases;
    private Instant last = Instant.MIN;
    private Instant next = Instant.MIN;

    Walks(Scanner scanner, InstantSource clock, Warnings warnings) {
        this.scanner = scanner;
        this.clock = clock;
        this.warnings = warnings;
    }

    /// Walks where the pause is over, or where the clock was set back.
    ///
    /// @return whether there are more databases than after the last walk, which nobody has looked at yet
    boolean whenDue() {
        Instant now = clock.instant();
        boolean isDue = !now.isBefore(next) || now.isBefore(last);
        return isDue && now();
    }

    /// Walks, whenever that was done last.
    ///
    /// @return whether there are more databases than after the last walk
    boolean now() {
        Instant started = clock.instant();
        List<String> before = refused;
        Scanner.Discovered found = scanner.discover();
        found.doubts().forEach((where, why) -> warnings.hindrance(where.toString(), why));
        refused = found.refused();
        refused.stream().filter(line -> !before.contains(line)).forEach(warnings::problem);
        last = clock.instant();
        Duration pause = Duration.between(started, last).multipliedBy(PAUSE);
        next = last.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        boolean isMore = found.databases() > databases;
        databases = found.databases();
        return isMore;
    }

    /// What the last walk could not take, one line each.
    List<String> refused() {
        return refused;
    }
}
