package io.flotilla.service.demo;

import java.time.Duration;

/// How large a demo is.
///
/// @param databases how many are made
/// @param writing how long the writers write
/// @param writers how many processes write
/// @param seed of all random choices
public record DemoOptions(int databases, Duration writing, int writers, long seed) {

    public static final int DEFAULT_DATABASES = 300;
    public static final int DEFAULT_SECONDS = 20;
    public static final int DEFAULT_WRITERS = 5;

    /// At most so many transactions a second are tried by each writer. More would leave two cores nothing
    /// for the replicator, and the demo is to show that one, not SQLite.
    static final int TRANSACTIONS_PER_SECOND = 100;

    public DemoOptions {
        require(databases, "databases", 100_000);
        require(writers, "writers", 64);
        require(Math.toIntExact(writing.toSeconds()), "seconds of writing", 86_400);
    }

    private static void require(int value, String what, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("The demo takes 1 to " + most + ' ' + what + ", not " + value);
        }
    }
}
