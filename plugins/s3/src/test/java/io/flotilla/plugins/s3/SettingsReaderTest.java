package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void takesTheBucketAndThePrefixOfTheUrl() {
        S3Settings settings = read("s3://my.bucket-1/some/prefix", Map.of());

        assertThat(settings.place().bucket()).isEqualTo("my.bucket-1");
        assertThat(settings.place()).hasToString("s3://my.bucket-1/some/prefix");
        assertThat(read("s3://bucket", Map.of()).place().prefix().isRoot()).isTrue();
        assertThat(read("s3://bucket/a//b/", Map.of()).place()).hasToString("s3://bucket/a/b");
        assertThat(read("s3://bucket/a%20b", Map.of()).place()).hasToString("s3://bucket/a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:///prefix", "s3://a", "s3://key:secret@bucket/x", "file:///bucket", "s3://b_/x"})
    void refusesUrlsThatNameNoBucket(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(url, Map.of()))
                .withMessageContaining("expected s3://bucket/prefix")
                .withMessageNotContainingAny("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://b/p", "s3://b_/x"})
    void saysHowABucketIsCalled(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(url, Map.of()))
                .withMessageContaining("Not the name of a bucket: 'b")
                .withMessageContaining("3 letters");
    }

    @Test
    void isUsualForAwsWhereNothingIsSaid() {
        S3Settings settings = read("s3://bucket/prefix", Map.of());

        assertThat(settings.connection())
                .isEqualTo(new Connection(
                        "", "", false, new Connection.Trust("", true), Duration.ofSeconds(5), Duration.ofSeconds(60)));
        assertThat(settings.identity()).hasToString("the AWS chain");
        assertThat(settings.writing())
                .isEqualTo(new Writing(
                        "",
                        new Encryption.OfTheBucket(),
                        Digest.Kind.CRC32,
                        true,
                        true,
                        5 * 1024 * 1024,
                        5,
                        128,
                        false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"force-path-style", "forcePathStyle", "force_path_style"})
    void takesASettingInAnySpelling(String name) {
        assertThat(read("s3://bucket", Map.of(name, "true")).connection().pathStyle())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "requireContentMD5, require-content-md5",
        "putObjectContentMD5, put-object-content-md5",
        "signAcceptEncoding, sign-accept-encoding",
        "sseKmsKeyId, sse-kms-key-id",
        "sseKMSKeyID, sse-kms-key-id",
        "sseCustomerKeyPath, sse-customer-key-path",
        "accessKeyID, access-key-id",
        "session_token, session-token",
        "part-size, part-size"
    })
    void spellsNamesInKebabCase(String written, String kebab) {
        assertThat(SettingNames.kebab(written)).isEqualTo(kebab);
    }

    @Test
    void refusesASettingInTwoSpellings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("partSize", "5MiB", "part-size", "6MiB")))
                .withMessageContaining("'part-size' stands there in two spellings");
    }

    @Test
    void refusesAnUnknownSettingAndListsTheKnown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("regoin", "x")))
                .withMessageContaining("'regoin'")
                .withMessageContaining("region")
                .withMessageContaining("force-path-style");
    }

    @ParameterizedTest
    @CsvSource({
        "https://abc.r2.cloudflarestorage.com, auto, true, 2, 5",
        "https://fly.storage.tigris.dev, auto, false, 2, 16",
        "https://s3.us-west-004.backblazeb2.com, us-west-004, true, 5, 5",
        "https://fra1.digitaloceanspaces.com, fra1, false, 5, 5",
        "https://fsn1.your-objectstorage.com, fsn1, true, 5, 5",
        "https://s3.fr-par.scw.cloud, fr-par, true, 5, 5",
        "https://s3.eu-central-2.wasabisys.com, eu-central-2, true, 5, 5",
        "https://storage.googleapis.com, auto, true, 5, 5",
        "https://ref.supabase.co/storage/v1/s3, us-east-1, true, 5, 5",
        "https://s3.eu-west-1.amazonaws.com, eu-west-1, false, 5, 5",
        "http://localhost:9000, us-east-1, true, 5, 5",
        "minio.example.com:9000, us-east-1, true, 5, 5"
    })
    void knowsStoresByTheirEndpoint(String endpoint, String region, boolean pathStyle, int parts, int mebibytes) {
        S3Settings settings = read("s3://bucket", Map.of("endpoint", endpoint));

        assertThat(settings.connection().endpoint()).endsWith(endpoint).contains("://");
        assertThat(settings.connection().region()).isEqualTo(region);
        assertThat(settings.connection().pathStyle()).isEqualTo(pathStyle);
        assertThat(settings.writing().parts()).isEqualTo(parts);
        assertThat(settings.writing().partBytes()).isEqualTo(mebibytes * 1024L * 1024);
    }

    @Test
    void whatTheUserSaysComesBeforeWhatTheStoreUsuallyIs() {
        S3Settings settings = read(
                "s3://bucket",
                Map.of(
                        "endpoint", "https://abc.r2.cloudflarestorage.com",
                        "region", "weur",
                        "force-path-style", "false",
                        "concurrency", "9",
                        "part-size", "8MB"));

        assertThat(settings.connection().region()).isEqualTo("weur");
        assertThat(settings.connection().pathStyle()).isFalse();
        assertThat(settings.writing().parts()).isEqualTo(9);
        assertThat(settings.writing().partBytes()).isEqualTo(8_000_000);
    }

    @Test
    void takesRegionAndEndpointFromTheEnvironment() {
        Map<String, String> environment =
                Map.of("AWS_REGION", "eu-north-1", "LITESTREAM_S3_ENDPOINT", "https://minio.example.com");

        Connection connection = read("s3://bucket", Map.of(), environment).connection();

        assertThat(connection.region()).isEqualTo("eu-north-1");
        assertThat(connection.endpoint()).isEqualTo("https://minio.example.com");
        assertThat(read("s3://bucket", Map.of("region", "x", "endpoint", "https://y"), environment)
                        .connection())
                .extracting(Connection::region, Connection::endpoint)
                .containsExactly("x", "https://y");
    }

    @Test
    void takesLitestreamsKeysWhereAwsHasNone() {
        Map<String, String> litestreams =
                Map.of("LITESTREAM_ACCESS_KEY_ID", "theirs", "LITESTREAM_SECRET_ACCESS_KEY", "their-secret");

        assertThat(read("s3://bucket", Map.of(), litestreams).identity())
                .isEqualTo(new Identity("theirs", "their-secret", "", ""));
        Map<String, String> both = new HashMap<>(litestreams);
        both.put("AWS_ACCESS_KEY_ID", "aws");
        assertThat(read("s3://bucket", Map.of(), both).identity().isGiven()).isFalse();
        assertThat(read("s3://bucket", Map.of("profile", "p"), litestreams).identity())
                .isEqualTo(new Identity("", "", "", "p"));
        assertThat(read("s3://bucket", Map.of("access-key-id", "a", "secret-access-key", "b"), litestreams)
                        .identity())
                .isEqualTo(new Identity("a", "b", "", ""));
    }

    @Test
    void refusesHalfAnIdentity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("access-key-id", "canary")))
                .withMessageContaining("'secret-access-key' belong together");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("session-token", "canary")))
                .withMessageContaining("'session-token'")
                .withMessageNotContaining("canary");
    }

    @Test
    void plainHttpIsForLoopbackUnlessItIsSaid() {
        for (String loopback : new String[] {"http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"}) {
            assertThat(read("s3://bucket", Map.of("endpoint", loopback))
                            .connection()
                            .isEncrypted())
                    .isFalse();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("endpoint", "http://minio:9000")))
                .withMessageContaining("http://minio:9000 is not encrypted")
                .withMessageContaining("insecure=true");
        assertThat(read("s3://bucket", Map.of("endpoint", "http://minio:9000", "insecure", "true"))
                        .connection()
                        .endpoint())
                .isEqualTo("http://minio:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "https://", "https://user:canary@host", "https://host?x=canary", "::"})
    void refusesEndpointsThatAreNone(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of("endpoint", endpoint)))
                .withMessageContaining("'endpoint'")
                .withMessageNotContaining("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "part-size, 4MiB, at least 5 MiB",
        "part-size, large, expected a size",
        "concurrency, 0, from 1 to 1000",
        "parallel-puts, 1001, from 1 to 1000",
        "request-timeout, 0s, above zero",
        "request-timeout, soon, a duration",
        "sse, rot13, expected AES256 or aws:kms",
        "sse-customer-algorithm, DES, expected AES256",
        "skip-verify, yes, true or false",
        "ca-bundle, /no/such/file, cannot be read"
    })
    void refusesMalformedValues(String name, String value, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("s3://bucket", Map.of(name, value)))
                .withMessageContaining(name)
                .withMessageContaining(text);
    }

    @Test
    void encryptsInOneWay(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), KEY + "\n");

        assertThat(encryption(Map.of("sse", "AES256"))).isEqualTo(new Encryption.OfTheStore());
        assertThat(encryption(Map.of("sse", "aws:kms"))).isEqualTo(new Encryption.OfTheKeyService(""));
        assertThat(encryption(Map.of("sse-kms-key-id", "id"))).isEqualTo(new Encryption.OfTheKeyService("id"));
        assertThat(encryption(Map.of("sse-customer-key", KEY)))
                .isEqualTo(encryption(Map.of("sse-customer-key-path", file.toString())))
                .isInstanceOfSatisfying(Encryption.OfTheCustomer.class, customer -> {
                    assertThat(customer.key()).isEqualTo(KEY);
                    assertThat(customer.toString()).doesNotContain(KEY);
                });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encryption(Map.of("sse", "AES256", "sse-customer-key", KEY)))
                .withMessageContaining("in one way");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encryption(Map.of("sse-customer-key", "canary")))
                .withMessageContaining("32 bytes in Base64")
                .withMessageNotContaining("canary");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encryption(Map.of("sse-customer-key", KEY, "endpoint", "http://127.0.0.1:1")))
                .withMessageContaining("not sent over http");
    }

    @Test
    void noTextOfTheSettingsHoldsASecret() {
        S3Settings settings = read(
                "s3://bucket",
                Map.of(
                        "access-key-id", "id",
                        "secret-access-key", "canary-secret",
                        "session-token", "canary-token",
                        "sse-customer-key", KEY));

        assertThat(settings.toString()).doesNotContain("canary").doesNotContain(KEY);
    }

    private static Encryption encryption(Map<String, String> settings) {
        return read("s3://bucket", settings).writing().encryption();
    }

    private static S3Settings read(String url, Map<String, String> settings) {
        return read(url, settings, Map.of());
    }

    private static S3Settings read(String url, Map<String, String> settings, Map<String, String> environment) {
        return SettingsReader.read(URI.create(url), new Settings(settings), environment);
    }
}
