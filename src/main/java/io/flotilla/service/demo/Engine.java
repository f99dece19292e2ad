package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/// What the demo needs of the replicator; the demo itself knows nothing of how it works.
public interface Engine {

    /// Starts to replicate all databases below a directory, those that will come included, and returns at
    /// once.
    ///
    /// @param source the directory; it is only read
    /// @param target an empty or absent directory for the file-system target
    /// @param acknowledgements is told of each acknowledged capture, and of each that found nothing new; it
    ///     may be called by any thread at any time until {@link Replication#stop} has returned, and neither
    ///     blocks nor throws
    /// @throws IOException if the target cannot be used
    Replication replicate(Path source, Path target, Consumer<Acknowledgement> acknowledgements) throws IOException;

    /// Restores everything below a target into a directory, the tree kept, from the target alone.
    ///
    /// @param output an absent directory; it is created
    /// @throws IOException if a replica cannot be restored; says which and why
    void restoreAll(Path target, Path output) throws IOException, InterruptedException;

    /// Restores some of what is below a target into a directory, the tree kept, from the target alone.
    ///
    /// @param databases the names of the databases, as paths below the source directory
    /// @throws IOException if a replica cannot be restored; says which and why
    void restore(Path target, Collection<String> databases, Path output) throws IOException, InterruptedException;

    /// A running replication. Closing it ends the work without a last sync, where it was not stopped
    /// before.
    interface Replication extends AutoCloseable {

        /// The figures so far; may be asked at any time.
        Shipped shipped();

        /// How it stands; may be asked now and then.
        Standing standing();

        /// Captures and uploads everything that is new, ends the work, and returns the final figures.
        ///
        /// @throws IOException if the last sync failed
        Shipped stop() throws IOException, InterruptedException;

        @Override
        void close();
    }

    /// How a replication stands at a moment.
    ///
    /// @param databases how many are known
    /// @param hot how many of them are hot
    /// @param longestWait how long the one waits that waits the longest with something new
    /// @param requests to the target so far, by kind
    record Standing(long databases, long hot, Duration longestWait, Map<String, Long> requests) {

        public Standing {
            requests = Map.copyOf(requests);
        }

        long requestsAltogether() {
            return requests.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /// What a replication has done.
    ///
    /// @param databases how many databases have a replica
    /// @param bytesRead from the source files
    /// @param bytesShipped to the target
    /// @param files objects put on the target
    record Shipped(long databases, long bytesRead, long bytesShipped, long files) {}
}
