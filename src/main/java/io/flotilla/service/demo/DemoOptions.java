package io.flotilla.service.demo;

import java.time.Duration;

/// How large a demo is.
///
/// @param databases how many are made
/// @param writing how long the writers write
/// @param writers how many processes write
/// @param seed of all random choices
/// @param sample at most so many databases are restored and compared
public record DemoOptions(int databases, Duration writing, int writers, long seed, int sample) {

    public static final int DEFAULT_DATABASES = 300;
    public static final int DEFAULT_SECONDS = 20;
    public static final int DEFAULT_WRITERS = 5;

    /// At most so many transactions a second are tried by each writer. More would leave two cores nothing
    /// for the replicator, and the demo is to show that one, not SQLite.
    static final int TRANSACTIONS_PER_SECOND = 100;

    /// From so many databases on they are small copies of a few templates, and few are written at a time.
    private static final int LARGE = 1000;

    /// Of a large tree, one of so many databases is written at a time.
    static final int WRITTEN_ONE_OF = 100;

    public static final int DEFAULT_SAMPLE = 1000;

    public DemoOptions {
        require(sample, "restored databases", 100_000);
        require(databases, "databases", 100_000);
        require(writers, "writers", 64);
        require(Math.toIntExact(writing.toSeconds()), "seconds of writing", 86_400);
    }

    boolean isLarge() {
        return databases >= LARGE;
    }

    private static void require(int value, String what, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("The demo takes 1 to " + most + ' ' + what + ", not " + value);
        }
    }
}
