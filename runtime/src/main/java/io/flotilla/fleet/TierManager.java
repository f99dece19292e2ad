package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Instant;

/// Decides which databases are hot, by the chosen policy and within the budget. Safe for use by several
/// threads.
public interface TierManager {

    /// A write was noticed that is not uploaded yet.
    void written(DatabaseId database, Instant at);

    /// Everything that was noticed so far is confirmed by the target.
    void uploaded(DatabaseId database);

    /// Lets those go that have been quiet for long enough, and admits those that wait. Called now and then.
    void review();
}
