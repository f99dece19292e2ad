package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import java.time.Instant;

/// Sees what a fleet does as it happens. Called by many threads; must not block.
@FunctionalInterface
public interface FleetWitness {

    /// Looks away.
    FleetWitness NONE = acknowledgement -> {};

    /// The target has confirmed a file.
    void acknowledged(Acknowledgement acknowledgement);

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
}
