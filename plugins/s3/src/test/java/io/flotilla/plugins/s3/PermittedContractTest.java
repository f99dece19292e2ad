package io.flotilla.plugins.s3;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ReplicaTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract, for somebody who may do no more than docs/s3.md asks for, and below the policy of a bucket that lets
/// nobody replace an object.
final class PermittedContractTest extends ReplicaTargetContract {

    private static S3Server server;
    private static FaultyProxy proxy;
    private static int buckets;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
        proxy = Permissions.before(server.port(), Permissions.OF_A_JANITOR);
    }

    @AfterAll
    static void stopServer() throws Exception {
        proxy.close();
        server.close();
    }

    @Override
    protected ReplicaTarget freshTarget() throws Exception {
        String bucket = "permitted-" + buckets++;
        server.makeBucket(bucket);
        return Opened.target(bucket + "/some/prefix", proxy.port());
    }
}
