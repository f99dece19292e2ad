package io.flotilla.fleet;

import java.nio.file.Path;

/// A replicator of the databases of a [LossScript]: ours, or another one to compare with. For one thread.
interface Peer extends AutoCloseable {

    /// Begins to replicate.
    void start() throws Exception;

    /// Waits until everything that was committed in this database is shipped.
    void awaitShipped(String name) throws Exception;

    /// Ends the replication in an orderly way.
    void stop() throws Exception;

    /// Ships everything that is new, and ends.
    void once() throws Exception;

    /// Restores the newest state, and says with which exit code.
    int restore(String name, Path output) throws Exception;

    @Override
    void close() throws Exception;
}
