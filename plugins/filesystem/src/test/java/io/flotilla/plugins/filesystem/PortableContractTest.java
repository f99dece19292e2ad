package io.flotilla.plugins.filesystem;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/// Without any of the system calls of Linux, and without waiting for the disk.
final class PortableContractTest extends ReplicaTargetContract {

    @TempDir
    Path directory;

    @Override
    protected ReplicaTarget freshTarget() {
        Optional<Kernel> none = Optional.empty();
        return new FileSystemTarget(
                new ObjectTree(directory.resolve("target")),
                new FileSystemSettings(false),
                none,
                Publisher.best(none),
                false);
    }
}
