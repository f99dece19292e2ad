package io.flotilla.store;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;

/// A target that a URL led to, and how replicas are laid out on it. Whoever opened it closes it.
public record OpenTarget(ReplicaTarget target, ReplicaLayout layout, TargetUrl url) implements AutoCloseable {

    @Override
    public void close() {
        target.close();
    }
}
