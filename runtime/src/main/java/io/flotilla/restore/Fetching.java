package io.flotilla.restore;

import java.time.Duration;
import java.util.concurrent.Executor;

/// How the files of a restore come from their target.
///
/// @param executor runs reads, which may block; with one that runs them on the spot there is no deadline
/// @param budget what may be fetched ahead of its use
/// @param deadline how long a read may bring nothing until it is begun anew; after the third time the target
///     counts as
///     away
public record Fetching(Executor executor, FetchBudget budget, Duration deadline) {

    /// As long as Litestream waits.
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    /// The same on the thread that reads, without a deadline.
    Fetching onTheSpot() {
        return new Fetching(Runnable::run, budget, deadline);
    }

    /// One file after the other, each when it is needed, on the thread that restores.
    public static Fetching onDemand() {
        return new Fetching(Runnable::run, new FetchBudget(0, 0), DEADLINE);
    }
}
