package io.flotilla.fleet;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.Census;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.spi.Tier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/// Says once a minute how the fleet fares, instead of a line for each sync. For use by one thread.
final class MinuteLines implements Runnable {

    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = System.getLogger(MinuteLines.class.getName());

    private final Catalog catalog;
    private final Counters counters;
    private final Protection protection;
    private final InstantSource clock;
    private long filesBefore;
    private long bytesBefore;

    MinuteLines(Catalog catalog, Counters counters, Protection protection, InstantSource clock) {
        this.catalog = catalog;
        this.counters = counters;
        this.protection = protection;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                LOG.log(Level.INFO, "{0}", next());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// The line for what happened since the last one.
    String next() {
        Census census = catalog.census();
        int problems = 0;
        for (DatabaseState state : DatabaseState.values()) {
            problems += Problems.isProblem(state) ? census.of(state) : 0;
        }
        long files = counters.files();
        long bytes = counters.bytes();
        String line = String.format(
                Locale.ROOT,
                "databases=%d hot=%d problems=%d acknowledged=%d bytes=%d unprotected=%d lag_max=%.3fs",
                census.all(),
                census.of(Tier.HOT),
                problems,
                files - filesBefore,
                bytes - bytesBefore,
                protection.unprotected().size(),
                longest().toMillis() / 1000.0);
        filesBefore = files;
        bytesBefore = bytes;
        return line;
    }

    private Duration longest() {
        Instant now = clock.instant();
        return protection.unprotected().values().stream()
                .map(since -> Protection.age(since, now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
