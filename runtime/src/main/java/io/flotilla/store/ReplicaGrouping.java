package io.flotilla.store;

import io.flotilla.spi.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Puts the files of a listing in key order together by replica.
///
/// Everything below a replica's key is adjacent in key order, but not all of it is the replica's own: another may
/// lie inside, and even between its levels (`a/0000/…`, then `a/0001x/0000/…`, then `a/0002/…`). So a replica
/// stays open until a key comes that is not below its own; only replicas inside of each other are open together.
final class ReplicaGrouping {

    private final Consumer<ReplicaListing> consumer;
    private final Map<ObjectKey, List<ReplicaFile>> open = new HashMap<>();

    ReplicaGrouping(Consumer<ReplicaListing> consumer) {
        this.consumer = consumer;
    }

    /// The listing has come to this key; replicas that do not hold it are complete.
    void pass(ObjectKey key) {
        Iterator<Map.Entry<ObjectKey, List<ReplicaFile>>> entries =
                open.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<ObjectKey, List<ReplicaFile>> entry = entries.next();
            if (!key.isBelow(entry.getKey())) {
                entries.remove();
                consumer.accept(new ReplicaListing(entry.getKey(), entry.getValue()));
            }
        }
    }

    void add(ReplicaFile file) {
        open.computeIfAbsent(file.replica(), replica -> new ArrayList<>()).add(file);
    }

    /// The listing has ended; all replicas are complete.
    void finish() {
        open.forEach((replica, files) -> consumer.accept(new ReplicaListing(replica, files)));
        open.clear();
    }
}
