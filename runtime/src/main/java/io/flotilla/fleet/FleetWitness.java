package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import java.time.Instant;

/// Sees what a fleet does as it happens. Called by many threads; must not block.
@FunctionalInterface
public interface FleetWitness {

    /// Looks away.
    FleetWitness NONE = acknowledgement -> {};

    /// The target has confirmed a file.
    void acknowledged(Acknowledgement acknowledgement);

    /// The system told that something happened to a database, which is noticed right after.
    default void told(DatabaseId database) {}

    /// Something happened to a database, as an event or a sweep has it.
    default void noticed(DatabaseId database) {}

    /// A look at the files of a database says that it changed.
    ///
    /// @param modified the newest modification that was seen
    default void changed(DatabaseRow row, Instant modified) {}

    /// The files of a database are as they were when everything in it was known to be on the target, or are gone.
    default void unchanged(DatabaseId database) {}

    /// A database looked changed, and nothing in it was new: whatever was committed before this moment can be
    /// restored.
    default void foundNothingNew(DatabaseId database, Instant startedAt) {}

    /// The turn of a database begins. It has one at a time.
    default void turnBegins(DatabaseId database) {}

    /// The turn of a database has ended, and everything else of it was told.
    ///
    /// @param hasBrokenOff whether that was by an error of our own
    default void turnEnds(DatabaseId database, boolean hasBrokenOff) {}

    /// What is new in a database is captured, and not on its way to the target yet.
    default void captured(DatabaseId database) {}

    /// A captured file begins its way to the target, with a batch.
    ///
    /// @param files of how many databases the batch has a file
    default void sending(DatabaseId database, int files) {}

    /// A turn came to nothing, and another one follows.
    ///
    /// @param row as it was when the turn began
    /// @param state what the database is for that
    default void failed(DatabaseRow row, DatabaseState state, Why why) {}

    /// What is due for the files of a database on the target is done from now on. It may be nothing, and may fail.
    default void upkeepBegins(DatabaseRow row) {}

    /// Files of a database on the target were merged, put into a snapshot or removed.
    ///
    /// @param what what was done, as the counts of levels have it
    /// @param files how many files were merged or removed
    default void upkeepEnds(DatabaseRow row, String what, int files) {}
}
