package io.flotilla.plugins.contract;

import io.flotilla.spi.ReplicaTarget;

final class HealthyFaultyTargetTest extends ReplicaTargetContract {

    @Override
    protected ReplicaTarget freshTarget() {
        return new FaultyTarget(new MemoryTarget());
    }
}
