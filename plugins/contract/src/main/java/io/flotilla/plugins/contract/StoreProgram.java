package io.flotilla.plugins.contract;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A server of S3 that is a program of its own: where it is found, and with what it is started.
public enum StoreProgram {
    /// `-Dflotilla.minio=FILE`, or `minio` on the path.
    MINIO("minio"),
    /// `-Dflotilla.versitygw=FILE`, or `versitygw` on the path.
    VERSITYGW("versitygw"),
    /// `-Dflotilla.localstack=FILE`, which is the Python that has it, or the one of `./flotilla localstack`.
    LOCALSTACK("localstack");

    private final String program;

    StoreProgram(String program) {
        this.program = program;
    }

    /// The program. Where there is none, the test is skipped, and says how it would not be.
    public Path require() {
        String property = "flotilla." + program;
        Optional<Path> found = Optional.ofNullable(System.getProperty(property))
                .map(Path::of)
                .or(this::installed)
                .filter(Files::isExecutable);
        Assumptions.assumeTrue(
                found.isPresent(),
                () -> "There is no " + program + ": -D" + property + "=FILE names it, see docs/s3.md");
        return found.orElseThrow();
    }

    private Optional<Path> installed() {
        return switch (this) {
            case MINIO, VERSITYGW ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, program))
                        .filter(Files::isExecutable)
                        .findFirst();
            case LOCALSTACK -> Optional.of(cache().resolve("flotilla/localstack-4.8.0/bin/python"));
        };
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    }

    /// What starts it at a port of loopback.
    List<String> command(Path file, int port, Path objects) {
        String address = "127.0.0.1:" + port;
        return switch (this) {
            case MINIO -> List.of(file.toString(), "server", "--quiet", "--address", address, objects.toString());
            case VERSITYGW -> List.of(file.toString(), "--quiet", "--port", address, "posix", objects.toString());
            case LOCALSTACK -> List.of(file.toString(), "-m", "localstack.runtime.main");
        };
    }

    /// What it finds in its environment.
    Map<String, String> environment(int port, String accessKey, String secretKey) {
        return switch (this) {
            case MINIO ->
                Map.of(
                        "MINIO_ROOT_USER",
                        accessKey,
                        "MINIO_ROOT_PASSWORD",
                        secretKey,
                        "MINIO_BROWSER",
                        "off",
                        "MINIO_UPDATE",
                        "off");
            case VERSITYGW -> Map.of("ROOT_ACCESS_KEY", accessKey, "ROOT_SECRET_KEY", secretKey);
            case LOCALSTACK ->
                Map.of(
                        "SERVICES", "s3",
                        "GATEWAY_LISTEN", "127.0.0.1:" + port,
                        "DISABLE_EVENTS", "1",
                        "SKIP_SSL_CERT_DOWNLOAD", "1");
        };
    }
}
