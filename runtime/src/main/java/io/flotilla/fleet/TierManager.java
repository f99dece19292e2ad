package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Instant;

/// Decides which databases are hot, by the chosen policy and within the budget. Safe for use by several
/// threads.
public interface TierManager {

    /// It looks changed: there may be work in it that is not uploaded.
    default void noticed(DatabaseId database) {}

    /// A write was noticed that is not uploaded yet.
    void written(DatabaseId database, Instant at);

    /// Everything that was noticed so far is confirmed by the target.
    void uploaded(DatabaseId database);

    /// Lets those go that have been quiet for long enough, and admits those that wait. Called now and then.
    void review();

    /// Makes a database hot because somebody asks for it, until that moment, as far as the budget has room.
    default void promote(DatabaseId database, Instant until) {}

    /// What it did so far.
    default TierSummary summary() {
        return TierSummary.NOTHING;
    }
}
