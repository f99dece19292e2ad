package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// How long a database has to wait after failures in a row. Healthy ones are not in here. Safe for use by several
/// threads.
final class Retries {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration LONGEST_HELD_UP = Duration.ofSeconds(30);

    private final Backoff backoff;
    private final Map<DatabaseId, Integer> failures = new ConcurrentHashMap<>();

    Retries(RandomGenerator random) {
        this.backoff = new Backoff(FIRST, LONGEST, random);
    }

    /// One more failure.
    Duration failed(DatabaseId database) {
        return failed(database, LONGEST);
    }

    /// One more failure, which was not the database's own: the target is away, or the application writes too fast.
    /// It is back soon after that ends.
    Duration heldUp(DatabaseId database) {
        return failed(database, LONGEST_HELD_UP);
    }

    private Duration failed(DatabaseId database, Duration atMost) {
        Duration delay = backoff.delay(failures.merge(database, 1, Integer::sum));
        return delay.compareTo(atMost) < 0 ? delay : atMost;
    }

    /// It works again.
    void succeeded(DatabaseId database) {
        failures.remove(database);
    }
}
