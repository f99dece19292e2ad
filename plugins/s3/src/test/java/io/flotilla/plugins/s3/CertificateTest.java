package io.flotilla.plugins.s3;

import static io.flotilla.plugins.s3.Objects.assertStored;
import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom a target believes to be its store.
final class CertificateTest {

    private static final String PASSWORD = "password";
    private static final byte[] CONTENT = random(10_000);

    @TempDir
    private static Path directory;

    private static S3Server server;

    @BeforeAll
    static void startServer() throws Exception {
        makeCertificate("server", "SAN=ip:127.0.0.1");
        makeCertificate("other", "SAN=ip:127.0.0.1");
        server = S3Server.startEncrypted(directory.resolve("server.p12"), PASSWORD);
        server.makeBucket("bucket");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Tag("S-23")
    @Test
    void aCertificateThatNobodyVouchesForIsRefused() throws IOException {
        try (ReplicaTarget target = open()) {
            assertThat(failure(put(target, "a", CONTENT)))
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("certificate is not trusted")
                    .hasMessageContaining("'ca-bundle'");
        }
        try (ReplicaTarget target = open("ca-bundle", bundle("other"))) {
            assertThat(failure(put(target, "a", CONTENT))).isInstanceOf(TargetException.Refused.class);
        }
    }

    @Test
    void aCertificateOfOnesOwnIsBelievedWhereItIsNamed() throws IOException {
        try (ReplicaTarget target = open("ca-bundle", bundle("server"))) {
            assertStored(target, "own", CONTENT);
            assertThat(read(target, "own")).isEqualTo(CONTENT);
        }
    }

    @Test
    void whoWantsNoCheckGetsNone() throws IOException {
        try (ReplicaTarget target = open("skip-verify", "true")) {
            assertStored(target, "unchecked", CONTENT);
        }
    }

    @Test
    void contentsAreSignedAlsoWhereTheyAreEncryptedUnlessTheUserSaysNo() throws IOException {
        for (String sign : List.of("true", "false")) {
            try (ReplicaTarget target = open("skip-verify", "true", "sign-payload", sign)) {
                assertStored(target, "signed-" + sign, CONTENT);
                assertStored(target, "large-signed-" + sign, random(6_000_000));
            }
        }
    }

    @Test
    void whatIsEncryptedWithAKeyOfOnesOwnIsReadWithItAlone() throws IOException {
        String key = Base64.getEncoder().encodeToString(random(32));
        try (ReplicaTarget target = open("skip-verify", "true", "sse-customer-key", key)) {
            assertStored(target, "secret", CONTENT);
            assertStored(target, "large-secret", random(6_000_000));
            assertThat(read(target, "secret")).isEqualTo(CONTENT);
        }
        try (ReplicaTarget target = open("skip-verify", "true")) {
            assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> read(target, "secret"));
        }
    }

    @Test
    void aFileThatHoldsNoCertificateIsSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("no.pem"), "nothing");

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> open("ca-bundle", file.toString()))
                .withMessageContaining("no.pem holds no certificates");
    }

    private static ReplicaTarget open(String... others) throws TargetException {
        List<String> settings = new ArrayList<>(List.of("endpoint", "https://127.0.0.1:" + server.encryptedPort()));
        settings.addAll(List.of(others));
        return Opened.target("bucket/prefix", server.encryptedPort(), settings.toArray(String[]::new));
    }

    private static String bundle(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    private static void makeCertificate(String name, String extension) throws Exception {
        String store = directory.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                extension,
                "-keystore",
                store);
        keytool("-exportcert", "-rfc", "-alias", name, "-file", bundle(name), "-keystore", store);
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }
}
