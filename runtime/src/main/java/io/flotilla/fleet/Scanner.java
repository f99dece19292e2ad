package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Finds databases, and notices that they change.
///
/// An application that embeds the engine may put its own in place, where it knows better which databases there
/// are or when they are written. Looks come from several threads, each for another database; everything else is
/// called by one thread at a time, and [#watch] by one of its own.
public interface Scanner {

    /// Looks for databases that came, everywhere, and registers them.
    Discovered discover();

    /// Looks at everything that is known, and hands over each database that changed, came or may have. The truth:
    /// what [#watch] misses is found here.
    void sweep(Consumer<DatabaseId> changed);

    /// Looks at one database, and notes its state where it is missing or cannot be looked at.
    ///
    /// @return what changed since everything in it was last known to be on the target; absent where nothing did, or
    ///     where it is not to be captured
    Optional<Change> look(DatabaseId database);

    /// Hands over what changes, as it happens, until the thread is interrupted. Returns at once where nobody tells, so
    /// that the sweeps alone have to see everything.
    default void watch(Changes changes) throws InterruptedException {}

    /// Whether [#watch] is told of everything at this moment, as far as can be known. Then sweeps are seldom.
    default boolean isTold() {
        return false;
    }

    /// Who hears what [#watch] is told. Safe for use by several threads.
    interface Changes {

        /// A database was written, came or went.
        void changed(DatabaseId database);

        /// Something was missed, or can be: the next sweep is due at once.
        ///
        /// @param why for people; the same reason is said once
        void missed(String why);
    }

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
