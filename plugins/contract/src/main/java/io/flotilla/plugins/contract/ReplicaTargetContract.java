package io.flotilla.plugins.contract;

import io.flotilla.spi.ReplicaTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every [ReplicaTarget] promises, sentence by sentence. A target is done when a subclass passes.
public abstract class ReplicaTargetContract
        implements PutContract,
                BatchContract,
                ReadContract,
                ListContract,
                PageContract,
                DeleteContract,
                NameContract,
                UnfinishedContract,
                CloseContract {

    private ReplicaTarget target = new MemoryTarget();

    /// A target without any object. The contract closes it.
    protected abstract ReplicaTarget freshTarget() throws Exception;

    @Override
    public final ReplicaTarget target() {
        return target;
    }

    @BeforeEach
    final void openTarget() throws Exception {
        target = freshTarget();
    }

    @AfterEach
    final void closeTarget() {
        target.close();
    }
}
