package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The service as it is packaged, asked over HTTP.
class ServiceIT {

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private int port;
    private Path state;

    @BeforeEach
    void starts() throws Exception {
        state = directory.resolve("state");
        Path source = Files.createDirectories(directory.resolve("source/acme"));
        Files.createDirectories(directory.resolve("restored"));
        write(source.resolve("a.db"), "create table t(x)");
        port = freePort();
        process = Program.flotilla(directory.resolve("log"))
                .start(
                        "replicate",
                        directory.resolve("source").toString(),
                        directory.resolve("target").toString(),
                        "--state",
                        state.toString(),
                        "--listen",
                        "127.0.0.1:" + port);
        awaitBody("/health/ready", "\"UP\"");
    }

    @AfterEach
    void ends() {
        process.destroyForcibly();
    }

    @Test
    void tellsOfTheFleetItsDatabasesAndItself() throws Exception {
        assertThat(ask("GET", "/v1/fleet", "read", "").body()).contains("\"databases\":1");
        awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        HttpResponse<String> one = ask("GET", "/v1/databases/1", "read", "");
        assertThat(one.body()).contains("\"project\":\"acme\"", "\"state\":\"active\"");
        String tag = one.headers().firstValue("ETag").orElseThrow();
        var again = request("GET", "/v1/databases/1", "read", "").header("If-None-Match", tag);
        assertThat(client.send(again.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(304);
        assertThat(ask("GET", "/v1/databases/1/restore-points", "read", "").body())
                .contains("0000000000000001");
        assertThat(ask("GET", "/v1/targets", "read", "").body()).contains("\"answers\":true");
        assertThat(ask("GET", "/metrics", "read", "").body())
                .contains("flotilla_databases{tier=\"hot\",state=\"active\"} ", "jvm_memory_used_bytes");
        assertThat(ask("GET", "/health/group/fleet", "read", "").body()).contains("\"unprotected\"");
        assertThat(ask("GET", "/openapi", "read", "").body()).contains("/v1/databases/{id}/sync");
    }

    @Test
    void refusesWhoHasNoTokenTooLittleRightOrAnotherName() throws Exception {
        assertProblem(ask("GET", "/v1/fleet", "", ""), 401);
        assertProblem(ask("GET", "/metrics", "", ""), 401);
        assertProblem(ask("GET", "/openapi", "", ""), 401);
        assertProblem(ask("GET", "/health", "", ""), 401);
        assertProblem(ask("POST", "/v1/databases/1/sync", "read", ""), 403);
        assertProblem(ask("POST", "/v1/jobs", "operate", "{\"kind\":\"verify\",\"database\":1}"), 403);
        assertThat(ask("GET", "/health/live", "", "").statusCode()).isEqualTo(200);
        assertProblem(ask("GET", "/v1/databases/7", "read", ""), 404);
        assertProblem(ask("GET", "/v1/nothing", "read", ""), 404);
        assertProblem(ask("GET", "/v1/databases?limit=x", "read", ""), 400);
        assertProblem(ask("DELETE", "/v1/fleet", "restore", ""), 405);
        assertProblem(ask("POST", "/v1/jobs", "restore", "{\"kind\":"), 400);
        assertProblem(ask("POST", "/v1/jobs", "restore", "{\"kind\":\"verify\",\"database\":1,\"more\":2}"), 400);
        assertProblem(
                ask("POST", "/v1/jobs", "restore", "{\"kind\":\"restore\",\"database\":1,\"output\":\"/tmp/x.db\"}"),
                403);
        assertThat(ask("POST", "/v1/jobs", "restore", "x".repeat(70_000)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void syncsVerifiesOnceAndTellsHowFarThatIs() throws Exception {
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        assertThat(ask("POST", "/v1/databases/1/sync?wait=60", "operate", "").statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/v1/databases/1", "read", "").body()).doesNotContain("unprotectedSince");

        String order = "{\"kind\":\"verify\",\"database\":1}";
        HttpResponse<String> made =
                send(request("POST", "/v1/jobs", "restore", order).header("Idempotency-Key", "k"));
        assertThat(made.statusCode()).isEqualTo(201);
        HttpResponse<String> same =
                send(request("POST", "/v1/jobs", "restore", order).header("Idempotency-Key", "k"));
        assertThat(same.statusCode()).isEqualTo(200);
        String place = made.headers().firstValue("Location").orElseThrow();
        String path = place.replaceFirst("^https?://[^/]*", "");
        HttpResponse<String> events = ask("GET", path + "/events", "read", "");
        assertThat(events.body()).contains("data:", "\"state\":\"done\"");
        assertThat(ask("GET", "/v1/jobs", "read", "").body().split("\"order\"")).hasSize(2);
    }

    @Test
    void endsWithZeroAfterALastSync() throws Exception {
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void endsWithThreeWhereSomethingIsLeftBehind() throws Exception {
        awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        assertThat(ask("POST", "/v1/databases/1/pause", "operate", "").statusCode())
                .isEqualTo(200);
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("log"))).contains("a.db", "it is paused");
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(Problem.MEDIA_TYPE);
        assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":\"");
    }

    private HttpResponse<String> ask(String method, String path, String role, String body) throws Exception {
        return send(request(method, path, role, body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String method, String path, String role, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!role.isEmpty()) {
            request.header("Authorization", "Bearer " + token(role));
        }
        return request;
    }

    private String token(String role) throws IOException {
        return Files.readAllLines(state.resolve(Tokens.FILE)).stream()
                .filter(line -> line.startsWith(role + " "))
                .findFirst()
                .orElseThrow()
                .substring(role.length() + 1);
    }

    /// Asks until the answer has this in it.
    private void awaitBody(String path, String wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        String body = "";
        while (!body.contains(wanted)) {
            assertThat(System.nanoTime()).as(path + " said " + body).isLessThan(end);
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
            try {
                body = ask("GET", path, path.startsWith("/health") ? "" : "read", "")
                        .body();
            } catch (IOException notYet) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static void write(Path database, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute(sql);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
