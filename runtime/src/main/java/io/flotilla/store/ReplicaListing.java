package io.flotilla.store;

import io.flotilla.spi.ObjectKey;
import java.util.List;

/// All files of one replica, by level, then first, then last TXID; at least one.
public record ReplicaListing(ObjectKey replica, List<ReplicaFile> files) {

    public ReplicaListing {
        files = List.copyOf(files);
    }
}
