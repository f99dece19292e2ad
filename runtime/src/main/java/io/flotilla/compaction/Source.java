package io.flotilla.compaction;

import io.flotilla.spi.TargetException;
import io.flotilla.store.ReplicaFile;
import java.io.InputStream;

/// Where the bytes of a replica's file come from: its target, or nearer by where they are at hand. Safe for use
/// by several threads.
@FunctionalInterface
public interface Source {

    /// Opens a file at its first byte. The caller closes the stream.
    ///
    /// @throws TargetException.NotFound when it is gone; the stream throws it too
    InputStream open(ReplicaFile file) throws TargetException;
}
