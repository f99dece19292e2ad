package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running program proves by the clock that what it has put on its target can be restored, and says of what
/// not.
class ProofIT {

    private static final int DATABASES = 6;
    private static final String DAMAGED = "3.db";
    private static final String EACH_SECOND = "-Dflotilla.verification.at=* * * * * ?";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private OpenDatabases databases;
    private Path log;

    @BeforeEach
    void begin() throws Exception {
        databases = new OpenDatabases(directory, DATABASES);
        databases.write();
        log = directory.resolve("log");
    }

    @AfterEach
    void end() throws Exception {
        databases.close();
    }

    @Test
    void aReplicaThatIsDamagedIsNamedAndAllOthersAreProved() throws Exception {
        try (ServiceClient service = start(EACH_SECOND, "-Dflotilla.verification.sample=100%")) {
            await(service, metrics -> of(metrics, "flotilla_proof_databases{proof=\"sound\"") == DATABASES);

            damage(file());
            await(service, metrics -> of(metrics, "flotilla_proof_databases{proof=\"failed\"") == 1);
            String metrics = service.read("/metrics");
            assertThat(of(metrics, "flotilla_proof_databases{proof=\"sound\"")).isEqualTo(DATABASES - 1);
            assertThat(of(metrics, "flotilla_proofs_total{result=\"failed\"")).isPositive();
            assertThat(of(metrics, "flotilla_last_proof_window_timestamp_seconds"))
                    .isPositive();
            double age = of(metrics, "flotilla_oldest_proof_age_seconds");
            await(service, later -> of(later, "flotilla_oldest_proof_age_seconds") > age + 1);

            service.terminate();
            assertThat(service.awaitEnd()).isZero();
        }
        List<String> failures = Files.readAllLines(log).stream()
                .filter(line -> line.contains("proof failed"))
                .toList();
        assertThat(failures)
                .isNotEmpty()
                .allMatch(line -> line.contains("database=" + databases.directory() + "/" + DAMAGED + " replica="
                                + DAMAGED + ": The replica is damaged at ")
                        && line.contains("docs/operate.md"));
        assertThat(copies()).isEmpty();

        try (ServiceClient service = start()) {
            String metrics = service.read("/metrics");
            assertThat(of(metrics, "flotilla_proof_databases{proof=\"failed\""))
                    .as("after a restart, without windows")
                    .isEqualTo(1);
            assertThat(of(metrics, "flotilla_proof_databases{proof=\"sound\"")).isEqualTo(DATABASES - 1);
            assertThat(of(metrics, "flotilla_last_proof_window_timestamp_seconds"))
                    .isZero();
        }
    }

    /// The window has minutes to go.
    @Test
    void aWindowDoesNotHoldUpTheEnd() throws Exception {
        try (ServiceClient service =
                start(EACH_SECOND, "-Dflotilla.verification.sample=100%", "-Dflotilla.verification.rate=0.01")) {
            await(service, metrics -> of(metrics, "flotilla_proofs_total{result=\"sound\"") == 1);
            Instant asked = Instant.now();
            service.terminate();
            assertThat(service.awaitEnd()).isZero();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(20));
        }
        assertThat(copies()).isEmpty();
    }

    /// A copy of a process that was killed is gone with the first window.
    @Test
    void whatAKilledProcessLeftIsRemoved() throws Exception {
        Path left = directory.resolve("state/scratch/flotilla-verify-17");
        Files.createDirectories(left);
        Files.writeString(left.resolve("copy.db"), "half of it");
        try (ServiceClient service = start(EACH_SECOND, "-Dflotilla.verification.sample=1")) {
            await(service, metrics -> of(metrics, "flotilla_proofs_total{result=\"sound\"") >= 1);
            assertThat(left).doesNotExist();
        }
    }

    private ServiceClient start(String... options) throws Exception {
        Path state = directory.resolve("state");
        ServiceClient service = ServiceClient.start(
                OpenDatabases.program(log, options),
                state,
                databases.directory(),
                target().toString(),
                "--state",
                state.toString());
        Seen.await(service, Seen::isWell);
        return service;
    }

    private Path target() {
        return directory.resolve("target");
    }

    private Path file() throws Exception {
        try (Stream<Path> files = Files.walk(target().resolve(DAMAGED))) {
            return files.filter(each -> each.toString().endsWith(".ltx"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// A bit, where the pages are.
    private static void damage(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    private List<Path> copies() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("state/scratch"))) {
            return files.filter(each -> each.getFileName().toString().startsWith("flotilla-verify-"))
                    .toList();
        }
    }

    private static void await(ServiceClient service, Predicate<String> wanted) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        String metrics = service.read("/metrics");
        while (!wanted.test(metrics)) {
            assertThat(Instant.now()).as(metrics).isBefore(end);
            Seen.pause();
            metrics = service.read("/metrics");
        }
    }

    /// The value of the only series that begins like this.
    private static double of(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }
}
