package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract, below a prefix of a bucket.
final class S3ContractTest extends ReplicaTargetContract {

    private static S3Server server;
    private static int buckets;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    protected ReplicaTarget freshTarget() throws Exception {
        String bucket = "contract-" + buckets++;
        server.makeBucket(bucket);
        return Opened.target(bucket + "/some/prefix", server.port());
    }
}
