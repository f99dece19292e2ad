package io.flotilla.plugins.contract;

import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetFactory;
import java.net.URI;

/// Makes targets in memory, `memory:///`, a new one each time. Not registered as a service: whoever wants it in
/// a test registers it there.
public final class MemoryTargetFactory implements TargetFactory {

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public ReplicaLayout layout() {
        return ReplicaLayout.LTX_FOLDER;
    }

    @Override
    public ReplicaTarget open(URI url, Settings settings) {
        settings.allow();
        return new MemoryTarget();
    }
}
