package io.flotilla.service.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.service.config.ControlSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each address of the control API, over its socket, against a fleet that runs.
class ControlTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path temporary;

    private Path directory;
    private Path socket;
    private Path database;

    @BeforeEach
    void write() throws Exception {
        directory = temporary.toRealPath();
        socket = directory.resolve("control.sock");
        database = Files.createDirectories(directory.resolve("source")).resolve("a.db");
        write(1);
    }

    /// What came back: the status, and the JSON.
    private record Answer(int status, JsonNode json) {

        String text(String field) {
            return json.path(field).asText();
        }
    }

    @Test
    @Timeout(60)
    void aSyncThatIsWaitedForBringsWhatIsNewToTheTarget() throws Exception {
        try (ServedFleet fleet = ServedFleet.of(directory)) {
            known(fleet);
            Answer first = order("/sync", ", \"wait\": true");
            assertThat(first.status()).as(first.json().toString()).isEqualTo(200);
            assertThat(first.json().path("txid").asLong()).isPositive();
            for (int value = 2; value < 12; value++) {
                long before = get("/txid?path=" + database).json().path("txid").asLong();
                write(value);
                Answer next = order("/sync", ", \"wait\": true, \"timeout\": 20");
                assertThat(next.status()).as(next.json().toString()).isEqualTo(200);
                assertThat(next.text("path")).isEqualTo(database.toString());
                assertThat(next.json().path("replicated_txid").asLong()).isGreaterThan(before);
            }
            // The system may tell of the last write when it is on the target already: then one more look says so.
            while (!fleet.fleet().protection().unprotected().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(order("/sync", ", \"wait\": true").text("status")).isEqualTo("no_change");
            assertThat(order("/sync", "").text("status")).isEqualTo("requested");
        }
    }

    @Test
    void whatIsWrittenWhileItIsStoppedComesAfterTheStart() throws Exception {
        try (ServedFleet fleet = ServedFleet.of(directory)) {
            known(fleet);
            assertThat(order("/start", "").text("status")).isEqualTo("already_running");
            Answer stopped = order("/stop", "");
            assertThat(stopped.json().toString()).contains("\"status\":\"stopped\"");
            long txId = stopped.json().path("txid").asLong();
            assertThat(txId).isPositive();
            assertThat(order("/stop", "").text("status")).isEqualTo("already_stopped");
            assertThat(get("/list").json().at("/databases/0/status").asText()).isEqualTo("stopped");
            // A turn that it had already goes on.
            assertThat(fleet.fleet().requests().awaitTurn(new DatabaseId(1), Duration.ofSeconds(20)))
                    .isTrue();

            write(2);
            Answer refused = order("/sync", ", \"wait\": true");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("error")).startsWith("database not open: " + database);
            assertThat(refused.text("details")).contains("/start");
            assertThat(get("/txid?path=" + database).json().path("txid").asLong())
                    .isEqualTo(txId);

            assertThat(order("/start", "").text("status")).isEqualTo("started");
            assertThat(order("/sync", ", \"wait\": true").json().path("txid").asLong())
                    .isGreaterThan(txId);
        }
    }

    @Test
    @Timeout(60)
    void showsWhatThereIs() throws Exception {
        try (ServedFleet fleet = ServedFleet.of(directory)) {
            known(fleet);
            order("/sync", ", \"wait\": true");
            Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("source"));

            JsonNode listed = get("/list").json().at("/databases/0");
            assertThat(listed.path("path").asText()).isEqualTo(database.toString());
            assertThat(listed.path("status").asText()).isEqualTo("replicating");
            assertThat(listed.path("last_sync_at").asText()).endsWith("Z");
            JsonNode info = get("/info").json();
            assertThat(info.path("version").asText()).isEqualTo("1.2.3");
            assertThat(info.path("pid").asInt()).isEqualTo(42);
            assertThat(info.path("started_at").asText()).isEqualTo("2026-11-26T10:00:00Z");
            assertThat(info.path("database_count").asInt()).isEqualTo(1);
            assertThat(get("/txid?path=" + link.resolve("a.db"))
                            .json()
                            .path("txid")
                            .asLong())
                    .isPositive();
            JsonNode status = syncStatus();
            while (status.path("active").asBoolean()) {
                // It was written just now: a walk may have it looked at once more, and it waits until then.
                status = syncStatus();
            }
            assertThat(status.path("active").isBoolean()).isTrue();
            assertThat(status.has("operation")).isFalse();
            assertThat(status.path("txid").asLong()).isPositive();
            assertThat(get("/debug/sync-status").json().at("/databases").size()).isEqualTo(1);
        }
    }

    @Test
    void databasesAreNotRegisteredAndThatIsSaid() throws Exception {
        try (ServedFleet fleet = ServedFleet.of(directory)) {
            known(fleet);
            String replica = directory.resolve("target/a.db").toUri().toString();
            assertThat(order("/register", ", \"replica_url\": \"" + replica + "\"")
                            .text("status"))
                    .isEqualTo("already_registered");
            assertThat(order("/register", ", \"replica_url\": \"/elsewhere\"").status())
                    .isEqualTo(409);
            assertThat(order("/register", "").text("error")).isEqualTo("replica_url required");
            Answer other = post("/register", "{\"path\": \"/nowhere.db\", \"replica_url\": \"/elsewhere\"}");
            assertThat(other.status()).isEqualTo(501);
            assertThat(other.text("details")).contains("configuration", "SIGHUP");
            assertThat(order("/unregister", "").status()).isEqualTo(501);
            assertThat(post("/unregister", "{\"path\": \"/nowhere.db\"}").text("status"))
                    .isEqualTo("already_unregistered");
        }
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        try (ServedFleet _ = ServedFleet.of(directory)) {
            assertThat(post("/sync", "{\"path\": \"/nowhere.db\"}").status()).isEqualTo(404);
            assertThat(post("/sync", "{").status()).isEqualTo(400);
            assertThat(post("/sync", "[]").text("error")).startsWith("invalid request body");
            assertThat(post("/sync", "{}").text("error")).isEqualTo("path required");
            assertThat(post("/sync", "{\"path\": \"/a\\u0000b\"}").status()).isEqualTo(400);
            assertThat(get("/txid").status()).isEqualTo(400);
            assertThat(get("/txid?path=/nowhere.db").status()).isEqualTo(404);
            assertThat(get("/sync").status()).isEqualTo(405);
            assertThat(get("/debug/pprof/").status()).isEqualTo(404);
            assertThat(exchange("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(exchange("POST /sync HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n"))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void theSocketHasItsModeAndIsGoneAtTheEnd() throws Exception {
        try (ServedFleet _ = ServedFleet.of(directory)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-rw----");
            assertThat(entries()).containsExactlyInAnyOrder("source", "state", "control.sock");
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void theSocketOfADeadProcessIsReplacedAndThatOfALiveOneIsNot() throws Exception {
        ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        other.bind(UnixDomainSocketAddress.of(socket));
        var wanted = new ControlSocket(socket, Set.of());
        assertThatThrownBy(() -> SocketFile.create(wanted, address -> () -> {}))
                .hasMessageContaining("belongs to a process that is running");
        other.close();
        assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isTrue();
        try (ServedFleet fleet = ServedFleet.of(directory)) {
            known(fleet);
            assertThat(get("/info").status()).isEqualTo(200);
        }
    }

    @Test
    void anotherFileIsLeftAlone() throws Exception {
        Files.writeString(socket, "mine");
        var wanted = new ControlSocket(socket, Set.of());
        assertThatThrownBy(() -> SocketFile.create(wanted, address -> () -> {}))
                .hasMessageContaining("another file is there");
        assertThat(socket).hasContent("mine");
    }

    private void known(ServedFleet fleet) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (fleet.catalog().find(database).isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(fleet.catalog().row(new DatabaseId(1)).path()).isEqualTo(database);
    }

    private Set<String> entries() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private void write(int value) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table if not exists t (x)");
            statement.execute("insert into t values (" + value + ")");
        }
    }

    private Answer order(String address, String more) throws IOException {
        return post(address, "{\"path\": \"" + database + "\"" + more + "}");
    }

    private JsonNode syncStatus() throws IOException {
        return get("/debug/sync-status?path=" + database).json().at("/databases/0");
    }

    private Answer post(String address, String body) throws IOException {
        return answer(exchange("POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body));
    }

    private Answer get(String address) throws IOException {
        return answer(exchange("GET " + address + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    }

    private static Answer answer(String text) throws IOException {
        String head = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(head.toLowerCase(Locale.ROOT)).contains("connection: close", "application/json");
        return new Answer(Integer.parseInt(head.substring(9, 12)), JSON.readTree(text.substring(head.length() + 4)));
    }

    private String exchange(String request) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
            var answer = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
                if (answer.toString(UTF_8).startsWith("HTTP/1.1 413")) {
                    break; // which leaves the connection open for the rest of the body
                }
            }
            return answer.toString(UTF_8);
        }
    }
}
