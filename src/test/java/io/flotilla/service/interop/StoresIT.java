package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import io.flotilla.service.packaged.Program;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The packaged program and Litestream at one bucket of each store: S3Proxy in this process, and the programs that are
/// here; the others are skipped.
@ParameterizedClass
@EnumSource
class StoresIT {

    private static final List<String> NAMES = List.of("a.db", "tenants/b.db");

    @TempDir
    private static Path objects;

    private static S3Server server;
    private static RunningStores stores;
    private static int buckets;

    enum Store {
        S3PROXY,
        MINIO,
        VERSITYGW,
        LOCALSTACK
    }

    @Parameter
    private Store store;

    @TempDir
    private Path temporary;

    private AtBucket here;
    private int port;
    private String bucket;

    @BeforeAll
    static void begin() throws Exception {
        server = S3Server.start();
        stores = new RunningStores(objects, S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        stores.close();
        server.close();
    }

    @BeforeEach
    void makeBucket() throws Exception {
        here = new AtBucket(temporary);
        port = switch (store) {
            case S3PROXY -> server.port();
            case MINIO -> stores.port(StoreProgram.MINIO);
            case VERSITYGW -> stores.port(StoreProgram.VERSITYGW);
            case LOCALSTACK -> stores.port(StoreProgram.LOCALSTACK);
        };
        bucket = "stores-" + buckets++;
        try (S3Client client = client()) {
            client.createBucket(named -> named.bucket(bucket));
        }
    }

    @Test
    void keepsWhatReplicasStandOn() throws Exception {
        String answer = here.flotilla().run("probe", url("probed"));

        System.out.println("stores: " + store + ": " + answer);
        assertThat(answer)
                .contains("a second put changes nothing")
                .contains("16 puts at the same moment have one winner")
                .contains("an upload in parts replaces nothing")
                .contains("A month: about ")
                .contains("This probe: ")
                .doesNotContain("NO ")
                .doesNotContain(S3Server.SECRET_KEY);
        assertThat(here.flotilla().run("probe", url("probed"), "--json"))
                .startsWith("{\"target\":\"s3://" + bucket + "/probed\",\"sound\":true,")
                .contains("\"left_behind\":0");
        try (S3Client client = client()) {
            assertThat(client.listObjectsV2(list -> list.bucket(bucket)).contents())
                    .extracting(S3Object::key)
                    .isEmpty();
        }
    }

    @Test
    void flotillaAndLitestreamRestoreWhatFlotillaWrote() throws Exception {
        Program litestream = here.litestream();
        for (String name : NAMES) {
            here.write(name, 1);
        }
        here.replicateOnce(url("fleet"));
        here.write("a.db", 300);
        assertThat(here.replicateOnce(url("fleet"))).contains("1 file, ");

        Path ours = temporary.resolve("ours");
        here.flotilla().run("restore", "--all", url("fleet"), "-o", ours.toString());
        for (String name : NAMES) {
            Path original = here.source().resolve(name);
            assertThat(ours.resolve(name)).hasSameBinaryContentAs(original);
            Path theirs = temporary.resolve("theirs").resolve(name);
            litestream.run("restore", "-o", theirs.toString(), url("fleet/" + name));
            assertThat(theirs).hasSameBinaryContentAs(original);
        }
    }

    @Test
    void restoresWhatLitestreamWrote() throws Exception {
        Program litestream = here.litestream();
        String database = here.source().resolve("a.db").toString();
        for (int round = 0; round < 2; round++) {
            here.write("a.db", 500);
            litestream.run("replicate", "-once", database, url("theirs"));
        }

        Path ours = temporary.resolve("ours.db");
        Path theirs = temporary.resolve("theirs.db");
        here.flotilla().run("restore", url("theirs"), "-o", ours.toString());
        litestream.run("restore", "-o", theirs.toString(), url("theirs"));
        assertThat(ours).hasSameBinaryContentAs(theirs);
    }

    private String url(String prefix) {
        return "s3://" + bucket + "/" + prefix + "?endpoint=http://127.0.0.1:" + port
                + "&region=us-east-1&forcePathStyle=true";
    }

    private S3Client client() {
        return S3Client.builder()
                .httpClientBuilder(ApacheHttpClient.builder())
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
                .build();
    }
}
