package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.plugins.contract.ReplicaTargetContract;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.Surroundings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// The contract through a client of an application, as it makes it itself.
final class ClientTargetContractTest extends ReplicaTargetContract {

    private static S3Server server;
    private static S3Client client;
    private static int buckets;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
        client = S3Client.builder()
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(100))
                .endpointOverride(URI.create("http://127.0.0.1:" + server.port()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
    }

    @AfterAll
    static void stopServer() throws Exception {
        client.close();
        server.close();
    }

    @Override
    protected ReplicaTarget freshTarget() {
        return open(Settings.NONE, new ArrayList<>());
    }

    @Test
    void leavesTheClientOpenAndWarnsOfItsRetries() throws Exception {
        List<String> warnings = new ArrayList<>();
        open(Settings.NONE, warnings).close();

        try (ReplicaTarget again = open(Settings.NONE, warnings)) {
            assertThat(again.list(ListRequest.below(ObjectKey.ROOT)).objects()).isEmpty();
        }
        assertThat(warnings).hasSize(2).allMatch(warning -> warning.contains("give it no retries"));
    }

    @Test
    void refusesWhatTheClientKnowsAlready() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(new Settings(Map.of("forcePathStyle", "true")), new ArrayList<>()))
                .withMessageContaining("force-path-style");
    }

    private static ReplicaTarget open(Settings settings, List<String> warnings) {
        String bucket = "of-application-" + buckets++;
        server.makeBucket(bucket);
        return new ClientTargetFactory(client)
                .open(
                        URI.create("s3://" + bucket + "/some/prefix"),
                        settings,
                        new Surroundings(Opened.THREADS, warnings::add));
    }
}
