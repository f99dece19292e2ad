package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Instant;

/// Sees what a fleet does as it happens. Called by many threads; must not block.
@FunctionalInterface
public interface FleetWitness {

    /// Looks away.
    FleetWitness NONE = acknowledgement -> {};

    /// The target has confirmed a file.
    void acknowledged(Acknowledgement acknowledgement);

    /// A database looked changed, and nothing in it was new: whatever was committed before this moment can be
    /// restored.
    default void foundNothingNew(DatabaseId database, Instant startedAt) {}
}
