package io.flotilla.fleet;

import java.util.concurrent.Executor;

/// Brings what is new in one database to the target. Safe for use by several threads, for different databases.
public interface Replicator {

    /// Captures and uploads what changed, and returns when the target has answered.
    Outcome replicate(Change change) throws InterruptedException;

    /// Called once before the first database. Whatever works beside the calls takes its threads from here; they
    /// are interrupted when the fleet has ended.
    default void start(Executor threads) {}
}
