package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import io.flotilla.spi.ReplicaTarget;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The contract, at each store that is a program of its own and is here; the others are skipped.
@ParameterizedClass
@EnumSource
final class StoreProgramContractTest extends ReplicaTargetContract {

    @TempDir
    private static Path directory;

    private static RunningStores stores;
    private static int buckets;

    @Parameter
    private StoreProgram program;

    @BeforeAll
    static void begin() {
        stores = new RunningStores(directory, S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @AfterAll
    static void stopServers() throws Exception {
        stores.close();
    }

    @Override
    protected ReplicaTarget freshTarget() throws Exception {
        int port = stores.port(program);
        String bucket = "contract-" + buckets++;
        Buckets.make(bucket, port);
        return Opened.target(bucket + "/some/prefix", port);
    }
}
