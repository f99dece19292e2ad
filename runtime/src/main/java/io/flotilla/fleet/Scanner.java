package io.flotilla.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Finds databases, and notices that they change.
///
/// An application that embeds the engine may put its own in place, where it knows better which databases there
/// are or when they are written. Called by one thread at a time.
public interface Scanner {

    /// Looks for databases that came, and registers them.
    Discovered discover();

    /// Looks at every known database, and hands over those that changed. The consumer may block.
    void sweep(Consumer<Change> changes);

    /// What a discovery found.
    ///
    /// @param databases how many there are now
    /// @param refused what could not be taken, one line each: what, where, why
    /// @param doubts where something is replicated with less certainty than elsewhere, and why
    record Discovered(int databases, List<String> refused, Map<Path, String> doubts) {

        /// A discovery without doubts.
        public Discovered(int databases, List<String> refused) {
            this(databases, refused, Map.of());
        }
    }
}
