package io.flotilla.plugins.filesystem;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/// As on a file system without hard links, and without waiting for the disk.
final class RenamingContractTest extends ReplicaTargetContract {

    @TempDir
    Path directory;

    @Override
    protected ReplicaTarget freshTarget() {
        Optional<Kernel> kernel = Kernel.find();
        assumeTrue(kernel.isPresent(), "only Linux since 5.8 has the rename that never replaces, so it was not tested");
        return new FileSystemTarget(
                new ObjectTree(directory.resolve("target")),
                new FileSystemSettings(false),
                kernel,
                Publisher.byRename(kernel),
                false);
    }
}
