package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Which databases have to wait after a failure, and until when. Healthy ones are not in here. Safe for use by
/// several threads.
final class Retries {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_HELD_UP = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Backoff backoff;
    private final Map<DatabaseId, Waiting> waiting = new ConcurrentHashMap<>();

    Retries(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.backoff = new Backoff(FIRST, LONGEST, random);
    }

    private record Waiting(int failures, Instant until) {}

    /// Whether it is a database's turn again.
    boolean isDue(DatabaseId database) {
        Waiting entry = waiting.get(database);
        return entry == null || backoff.isOver(entry.until(), clock.instant());
    }

    /// One more failure.
    void failed(DatabaseId database) {
        failed(database, LONGEST);
    }

    /// One more failure, which was not the database's own: the target is away, or the application writes too fast.
    /// It is back soon after that ends.
    void heldUp(DatabaseId database) {
        failed(database, LONGEST_HELD_UP);
    }

    private void failed(DatabaseId database, Duration atMost) {
        waiting.compute(database, (id, before) -> {
            int failures = before == null ? 1 : before.failures() + 1;
            Duration delay = backoff.delay(failures);
            return new Waiting(failures, clock.instant().plus(delay.compareTo(atMost) < 0 ? delay : atMost));
        });
    }

    /// It works again.
    void succeeded(DatabaseId database) {
        waiting.remove(database);
    }
}
