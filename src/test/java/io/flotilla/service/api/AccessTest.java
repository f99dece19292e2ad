package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what, and where.
class AccessTest {

    @TempDir
    private Path directory;

    @Test
    void theFirstStartMakesATokenForEachRoleThatItsOwnerAloneCanRead() throws Exception {
        Tokens.open(directory, new Random(1));
        Path file = directory.resolve(Tokens.FILE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        Tokens again = Tokens.open(directory, new Random(2));
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
        assertThat(again.role(lines.get(0).split(" ")[1])).contains(Role.READ);
        assertThat(again.role(lines.get(1).split(" ")[1])).contains(Role.OPERATE);
        assertThat(again.role(lines.get(2).split(" ")[1])).contains(Role.RESTORE);
        assertThat(again.role("")).isEmpty();
        assertThat(again.role(lines.get(0).split(" ")[1] + "x")).isEmpty();
    }

    @Test
    void tokensThatOthersCanReadAndLinesThatAreNoneAreRefused() throws Exception {
        Path file = directory.resolve(Tokens.FILE);
        Files.writeString(file, "read short\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> Tokens.open(directory, new Random(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Line 1");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Tokens.open(directory, new Random(1))).hasMessageContaining("Others may read");
    }

    @Test
    void aRoleMayWhatThoseBeforeItMay() {
        assertThat(Role.RESTORE.includes(Role.READ)).isTrue();
        assertThat(Role.OPERATE.includes(Role.RESTORE)).isFalse();
        assertThat(Role.READ.includes(Role.OPERATE)).isFalse();
    }

    @Test
    void listensOnThisMachineAloneUnlessThereIsACertificate() {
        Map<String, String> none = Map.of();
        assertThat(Listening.of("127.0.0.1:8080", none).port()).isEqualTo(8080);
        assertThat(Listening.of("[::1]:0", none).host()).isEqualTo("::1");
        assertThat(Listening.of("localhost:1", none).host()).isEqualTo("localhost");
        for (String wide :
                List.of("0.0.0.0:80", "192.168.1.7:80", "[::]:80", "example.com:80", "127.0.0.1.evil.com:1")) {
            assertThatThrownBy(() -> Listening.of(wide, none)).hasMessageContaining("FLOTILLA_TLS_CERTIFICATE");
        }
        for (String malformed : List.of("", "8080", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999")) {
            assertThatThrownBy(() -> Listening.of(malformed, none)).isInstanceOf(IllegalArgumentException.class);
        }
        var tls = Map.of("FLOTILLA_TLS_CERTIFICATE", "c.pem", "FLOTILLA_TLS_KEY", "k.pem");
        assertThat(Listening.of("0.0.0.0:443", tls).tls()).isPresent();
    }

    @Test
    void listensOnlyWhereReplicateIsAskedTo() {
        assertThat(asked("replicate", "a", "b")).isEmpty();
        assertThat(asked("restore", "--listen", "127.0.0.1:1")).isEmpty();
        assertThat(asked("replicate", "a", "b", "--listen", "127.0.0.1:1")).isPresent();
        assertThat(asked("replicate", "a", "b", "-listen=127.0.0.1:1")).isPresent();
        assertThat(asked("replicate", "a", "b", "--listen", "0.0.0.0:1")).isEmpty();
        assertThat(asked("replicate", "a", "b", "--listen")).isEmpty();
    }

    private static Optional<Listening> asked(String... arguments) {
        return Listening.asked(arguments, Map.of());
    }

    @Test
    void restoresComeToAllowedDirectoriesAloneWhateverLinksThereAre() throws Exception {
        Path allowed = Files.createDirectory(directory.resolve("allowed"));
        Path secret = Files.createDirectory(directory.resolve("secret"));
        Files.createSymbolicLink(allowed.resolve("out"), secret);
        Files.createSymbolicLink(directory.resolve("in"), allowed);
        var roots = new RestoreRoots(Optional.of(List.of(allowed)));

        assertThat(roots.allowed(allowed.resolve("a.db").toString()))
                .isEqualTo(allowed.toRealPath().resolve("a.db"));
        assertThat(roots.allowed(directory.resolve("in/a.db").toString()))
                .isEqualTo(allowed.toRealPath().resolve("a.db"));
        assertRefused(roots, allowed.resolve("out/a.db").toString(), Status.FORBIDDEN);
        assertRefused(roots, secret.resolve("a.db").toString(), Status.FORBIDDEN);
        assertRefused(roots, allowed + "/../secret/a.db", Status.BAD_REQUEST);
        assertRefused(roots, "a.db", Status.BAD_REQUEST);
        assertRefused(roots, "/", Status.BAD_REQUEST);
        assertRefused(roots, "/a\0b", Status.BAD_REQUEST);
        assertRefused(new RestoreRoots(Optional.empty()), allowed + "/a.db", Status.FORBIDDEN);
    }

    private static void assertRefused(RestoreRoots roots, String output, Status status) {
        assertThatThrownBy(() -> roots.allowed(output))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(status.getStatusCode()));
    }

    @Test
    void aBurstPassesAndThenAsManyAsAreAllowed() {
        long[] now = {0};
        var rate = new RequestRate(10, 3, () -> now[0]);
        for (int i = 0; i < 3; i++) {
            assertThat(rate.pass()).isTrue();
        }
        assertThat(rate.pass()).isFalse();
        now[0] += Duration.ofMillis(100).toNanos();
        assertThat(rate.pass()).isTrue();
        assertThat(rate.pass()).isFalse();
    }
}
