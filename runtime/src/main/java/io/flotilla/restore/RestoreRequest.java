package io.flotilla.restore;

import io.flotilla.plan.RestorePoint;
import io.flotilla.spi.ObjectKey;
import java.nio.file.Path;
import java.util.Set;

/// Which replica to restore, as of when, into which new file, and what may be done for that.
public record RestoreRequest(ObjectKey replica, RestorePoint point, Path output, Set<Wish> wishes) {

    public RestoreRequest {
        wishes = Set.copyOf(wishes);
    }

    public RestoreRequest(ObjectKey replica, RestorePoint point, Path output) {
        this(replica, point, output, Set.of());
    }

    boolean has(Wish wish) {
        return wishes.contains(wish);
    }
}
