package io.flotilla.plugins.s3;

import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TargetException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where keys come from, beside the settings.
final class CredentialsTest {

    private static final String FILE = "aws.sharedCredentialsFile";

    private static S3Server server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() throws Exception {
        server = S3Server.start();
        server.makeBucket("bucket");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void forgetTheFile() {
        System.clearProperty(FILE);
    }

    @Tag("S-9")
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void keysThatAreRenewedInAFileAreTakenWithoutARestart() throws Exception {
        Path file = directory.resolve("credentials");
        System.setProperty(FILE, file.toString());
        write(file, "expired-key", "canary-of-a-secret");
        try (ReplicaTarget target = open(Map.of("profile", "fleet"))) {
            assertThat(failure(put(target, "a", random(100)))).isInstanceOf(TargetException.Refused.class);

            write(file, S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
            PutResult result = put(target, "a", random(100));
            while (result instanceof PutResult.NotStored) {
                result = put(target, "a", random(100));
            }
            assertThat(result).isInstanceOf(PutResult.Stored.class);
        }
    }

    @Test
    void whoHasNoKeysIsTold() throws Exception {
        System.setProperty(FILE, directory.resolve("nothing").toString());
        try (ReplicaTarget target = open(Map.of("profile", "nobody"))) {
            assertThat(failure(put(target, "a", random(100))))
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("no credentials found");
        }
    }

    private static ReplicaTarget open(Map<String, String> settings) throws TargetException {
        Map<String, String> all = Opened.settings(server.port());
        all.remove("access-key-id");
        all.remove("secret-access-key");
        all.putAll(settings);
        return new S3TargetFactory().open(URI.create("s3://bucket"), new Settings(all));
    }

    private static void write(Path file, String key, String secret) throws Exception {
        Files.writeString(file, "[fleet]\naws_access_key_id = " + key + "\naws_secret_access_key = " + secret + "\n");
    }
}
