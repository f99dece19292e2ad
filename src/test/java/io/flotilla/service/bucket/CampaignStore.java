package io.flotilla.service.bucket;

import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A server of S3 with the bucket and the keys of [CountedStore]: that one itself, or a program.
///
/// @param running what is to be closed
record CampaignStore(int port, AutoCloseable running) implements AutoCloseable {

    /// @param name `s3proxy`, or that of a program; where it is not here, the test is skipped
    static CampaignStore start(String name, Path directory) throws Exception {
        if (name.equals("s3proxy")) {
            CountedStore store = CountedStore.start();
            return new CampaignStore(store.port(), store);
        }
        Path place = Files.createDirectory(directory.resolve("store"));
        var stores = new RunningStores(place, CountedStore.ACCESS_KEY, CountedStore.SECRET_KEY);
        int port = stores.port(StoreProgram.valueOf(name.toUpperCase(Locale.ROOT)));
        makeBucket(port);
        return new CampaignStore(port, stores);
    }

    private static void makeBucket(int port) {
        try (S3Client client = S3Client.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(CountedStore.ACCESS_KEY, CountedStore.SECRET_KEY)))
                .build()) {
            client.createBucket(bucket -> bucket.bucket(CountedStore.BUCKET));
        }
    }

    @Override
    public void close() throws Exception {
        running.close();
    }
}
