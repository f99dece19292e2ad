package io.flotilla.probe;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.time.Instant;
import java.util.List;

/// Puts one object at a time.
final class Puts {

    private Puts() {}

    /// @throws TargetException where the object was not created
    static void create(ReplicaTarget target, ObjectKey key, Bytes content) throws TargetException {
        if (put(target, key, content) instanceof PutResult.NotStored(var same, TargetException cause)) {
            throw cause;
        }
    }

    static PutResult put(ReplicaTarget target, ObjectKey key, Bytes content) {
        return target.put(List.of(new PutRequest(key, content, Instant.EPOCH))).getFirst();
    }
}
