package io.flotilla.plugins.filesystem;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class FileSystemContractTest extends ReplicaTargetContract {

    @TempDir
    Path directory;

    @Override
    protected ReplicaTarget freshTarget() throws Exception {
        return new FileSystemTargetFactory().open(directory.resolve("target").toUri(), Settings.NONE);
    }
}
