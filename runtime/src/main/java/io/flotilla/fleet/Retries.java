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
    private static final Duration FIRST_UNANSWERED = Duration.ofMillis(100);
    private static final Duration LONGEST_UNANSWERED = Duration.ofSeconds(1);

    private final Backoff backoff;
    private final Backoff unanswered;
    private final Map<DatabaseId, Integer> failures = new ConcurrentHashMap<>();

    Retries(RandomGenerator random) {
        this.backoff = new Backoff(FIRST, LONGEST, random);
        this.unanswered = new Backoff(FIRST_UNANSWERED, LONGEST_UNANSWERED, random);
    }

    /// One more failure.
    Duration failed(DatabaseId database) {
        return failed(database, LONGEST);
    }

    /// One more failure, for which the application writes too fast. It is back soon after that ends.
    Duration heldUp(DatabaseId database) {
        return failed(database, LONGEST_HELD_UP);
    }

    /// The target did not answer. That is no matter of one database: where the target is away, the gate keeps all of
    /// them waiting.
    Duration unanswered(DatabaseId database) {
        return unanswered.delay(failures.merge(database, 1, Integer::sum));
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
