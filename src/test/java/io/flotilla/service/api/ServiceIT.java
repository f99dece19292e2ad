package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.packaged.Program;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The service as it is packaged, asked over HTTP.
class ServiceIT {

    @TempDir
    private Path directory;

    private ServiceClient service;

    @BeforeEach
    void starts() throws Exception {
        Path state = directory.resolve("state");
        Path source = Files.createDirectories(directory.resolve("source/acme"));
        Files.createDirectories(directory.resolve("restored"));
        write(source.resolve("a.db"), "create table t(x)");
        service = ServiceClient.start(
                Program.flotilla(directory.resolve("log")),
                state,
                directory.resolve("source").toString(),
                directory.resolve("target").toString(),
                "--state",
                state.toString());
    }

    @AfterEach
    void ends() {
        service.close();
    }

    @Test
    void tellsOfTheFleetItsDatabasesAndItself() throws Exception {
        assertThat(service.ask("GET", "/v1/fleet", "read", "").body()).contains("\"databases\":1");
        service.awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        service.awaitBody("/v1/databases/1", "\"state\":\"active\"");
        assertThat(service.read("/v1/databases/1")).contains("\"project\":\"acme\"");
        assertThat(service.ask("GET", "/v1/databases/1/restore-points", "read", "")
                        .body())
                .contains("0000000000000001");
        assertThat(service.ask("GET", "/v1/targets", "read", "").body()).contains("\"answers\":true");
        assertThat(service.ask("GET", "/v1/configuration", "read", "").body())
                .contains("\"policy\":\"recency\"", "\"levelSeconds\":[30.0,300.0,3600.0]", "\"key\":\"{path}\"");
        assertThat(service.ask("GET", "/metrics", "read", "").body())
                .contains("flotilla_databases{tier=\"hot\",state=\"active\"} ", "jvm_memory_used_bytes");
        assertThat(service.ask("GET", "/health/group/fleet", "read", "").body()).contains("\"unprotected\"");
        assertThat(service.ask("GET", "/openapi", "read", "").body()).contains("/v1/databases/{id}/sync");
    }

    /// A walk may have it looked at once more while it is asked for: then it is another answer, for a moment.
    @Test
    @Timeout(180)
    void whatIsKnownAlreadyIsNotToldAgain() throws Exception {
        service.awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        int status;
        do {
            service.awaitProtected("/v1/databases/1");
            HttpResponse<String> one = service.ask("GET", "/v1/databases/1", "read", "");
            String tag = one.headers().firstValue("ETag").orElseThrow();
            var again = service.request("GET", "/v1/databases/1", "read", "").header("If-None-Match", tag);
            status = service.send(again).statusCode();
            assertThat(status).isIn(200, 304);
        } while (status != 304);
    }

    @Test
    void refusesWhoHasNoTokenTooLittleRightOrAnotherName() throws Exception {
        assertProblem(service.ask("GET", "/v1/fleet", "", ""), 401);
        assertProblem(service.ask("GET", "/metrics", "", ""), 401);
        assertProblem(service.ask("GET", "/openapi", "", ""), 401);
        assertProblem(service.ask("GET", "/health", "", ""), 401);
        assertProblem(service.ask("POST", "/v1/databases/1/sync", "read", ""), 403);
        assertProblem(service.ask("POST", "/v1/jobs", "operate", "{\"kind\":\"verify\",\"database\":1}"), 403);
        assertThat(service.ask("GET", "/health/live", "", "").statusCode()).isEqualTo(200);
        assertThat(service.ask("POST", "/v1/configuration/reload", "read", "").statusCode())
                .isEqualTo(403);
        HttpResponse<String> reload = service.ask("POST", "/v1/configuration/reload", "operate", "");
        assertProblem(reload, 409);
        assertThat(reload.body()).contains("has no configuration to read");
        assertProblem(service.ask("GET", "/v1/databases/1?fleet=x", "read", ""), 404);
        assertProblem(service.ask("GET", "/v1/databases/7", "read", ""), 404);
        assertProblem(service.ask("GET", "/v1/nothing", "read", ""), 404);
        assertProblem(service.ask("GET", "/v1/databases?limit=x", "read", ""), 400);
        assertProblem(service.ask("DELETE", "/v1/fleet", "restore", ""), 405);
        assertProblem(service.ask("POST", "/v1/jobs", "restore", "{\"kind\":"), 400);
        assertProblem(
                service.ask("POST", "/v1/jobs", "restore", "{\"kind\":\"verify\",\"database\":1,\"more\":2}"), 400);
        assertProblem(
                service.ask(
                        "POST",
                        "/v1/jobs",
                        "restore",
                        "{\"kind\":\"restore\",\"database\":1,\"output\":\"/tmp/x.db\"}"),
                403);
        assertThat(statusLine(70_000)).startsWith("HTTP/1.1 413 ");
    }

    /// What is said to the head of an order alone: who still sends the body when the connection is closed may
    /// lose the answer.
    private String statusLine(int bodyBytes) throws Exception {
        String head = "POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + service.token("restore")
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
        try (var socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(120_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
            return new BufferedReader(answer).readLine();
        }
    }

    @Test
    void whoAsksByAnotherMethodIsToldWhichThereAre() throws Exception {
        assertAllowed("TRACE", "/v1/fleet", "GET, HEAD, OPTIONS");
        assertAllowed("TRACE", "/v1/jobs", "GET, HEAD, OPTIONS, POST");
        assertAllowed("DELETE", "/v1/databases/1", "GET, HEAD, OPTIONS");
        assertAllowed("GET", "/v1/databases/1/sync", "OPTIONS, POST");
        assertAllowed("PUT", "/v1/configuration/reload", "OPTIONS, POST");
    }

    private void assertAllowed(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = service.ask(method, path, "restore", "");
        assertProblem(answer, 405);
        assertThat(allowed(answer)).as(path).isEqualTo(allowed);
        HttpResponse<String> options = service.ask("OPTIONS", path, "read", "");
        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(allowed(options)).as(path).isEqualTo(allowed);
    }

    /// By name; a header may come in several lines.
    private static String allowed(HttpResponse<String> answer) {
        return answer.headers().allValues("Allow").stream()
                .flatMap(line -> Stream.of(line.split(", ?", -1)))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Test
    void theDocumentIsReadInBothFormsAndNotWritten() throws Exception {
        var yaml = service.ask("GET", "/openapi", "read", "");
        assertThat(yaml.headers().firstValue("Content-Type")).hasValue("application/yaml;charset=UTF-8");
        assertThat(yaml.body()).startsWith("---\nopenapi: 3");
        assertThat(service.ask("GET", "/openapi?format=json", "read", "")
                        .headers()
                        .firstValue("Content-Type"))
                .hasValue("application/json;charset=UTF-8");
        var head = service.ask("HEAD", "/openapi", "read", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(service.ask("OPTIONS", "/openapi", "read", "").headers().firstValue("Allow"))
                .hasValue("GET, HEAD, OPTIONS");
        var written = service.ask("POST", "/openapi", "operate", "{}");
        assertProblem(written, 405);
        assertThat(written.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @Test
    void theDocumentSaysWhatIsTakenAndWhatIsSent() throws Exception {
        JsonNode document = new ObjectMapper().readTree(service.read("/openapi?format=json"));
        assertThat(document.at("/paths/~1v1~1jobs~1{id}~1events/get/responses/200/content/text~1event-stream/schema"))
                .isEqualTo(json("""
                        {"type": "object", "required": ["data"], "properties": {"data": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "contentSchema": {"$ref": "#/components/schemas/Job"}}}}"""));
        assertThat(document.at("/components/schemas/Job/properties").has("order"))
                .isTrue();
        assertThat(document.at("/components/schemas/Job/properties").has("over"))
                .isFalse();
        JsonNode order = document.at("/components/schemas/JobOrder");
        assertThat(order.at("/additionalProperties")).isEqualTo(json("false"));
        assertThat(order.at("/oneOf")).hasSize(2);
        assertThat(document.at("/paths/~1v1~1databases/get/parameters"))
                .hasSize(8)
                .allMatch(parameter -> parameter.at("/allowEmptyValue").asBoolean());
        for (JsonNode path : document.at("/paths")) {
            for (JsonNode operation : path) {
                assertThat(operation.at("/responses").properties())
                        .extracting(Map.Entry::getKey)
                        .contains("401", "403", "414", "421", "429", "431");
            }
        }
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void refusesOrdersThatTheirSchemaRefuses() throws Exception {
        for (String more : List.of(
                "\"kind\":\"restore\"",
                "\"kind\":\"restore\",\"output\":null",
                "\"kind\":\"restore\",\"output\":\"a.db\"",
                "\"kind\":\"restore\",\"output\":\"/a/../b.db\"",
                "\"kind\":\"restore\",\"output\":\"" + "/a".repeat(2049) + "\"",
                "\"kind\":\"verify\",\"output\":\"/srv/a.db\"",
                "\"kind\":\"verify\",\"txId\":\"0000000000000001\",\"timestamp\":\"2026-01-31T12:00:00Z\"",
                "\"kind\":\"verify\",\"txId\":\"1\"",
                "\"kind\":\"verify\",\"txId\":\"0000000000000000\"",
                "\"kind\":\"verify\",\"txId\":\"8000000000000000\"",
                "\"kind\":\"verify\",\"txId\":1000000000000001",
                "\"kind\":\"verify\",\"fleet\":true",
                "\"kind\":\"verify\",\"database\":1",
                "\"kind\":\"verify\",\"timestamp\":\"2026-01-31T12:00:00.0000000001Z\"",
                "\"kind\":\"verify\",\"timestamp\":\"now\"",
                "\"kind\":\"verify\",\"more\":1")) {
            assertProblem(service.ask("POST", "/v1/jobs", "restore", "{\"database\":1," + more + "}"), 400);
        }
        for (String database : List.of("1.5", "\"1\"", "true", "[1]", "null", "1e999999999", "2147483648", "1} 2 {")) {
            assertProblem(service.ask("POST", "/v1/jobs", "restore", verification(database)), 400);
        }
        assertThat(service.ask("POST", "/v1/jobs", "restore", verification("1.0"))
                        .statusCode())
                .isEqualTo(201);
    }

    private static String verification(String database) {
        return "{\"kind\":\"verify\",\"database\":" + database + "}";
    }

    @Test
    void syncsVerifiesOnceAndTellsHowFarThatIs() throws Exception {
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        assertThat(service.ask("POST", "/v1/databases/1/sync?wait=60", "operate", "")
                        .statusCode())
                .isEqualTo(200);
        service.awaitProtected("/v1/databases/1");

        String order = "{\"kind\":\"verify\",\"database\":1}";
        HttpResponse<String> made = service.send(
                service.request("POST", "/v1/jobs", "restore", order).header("Idempotency-Key", "k"));
        assertThat(made.statusCode()).isEqualTo(201);
        HttpResponse<String> same = service.send(
                service.request("POST", "/v1/jobs", "restore", order).header("Idempotency-Key", "k"));
        assertThat(same.statusCode()).isEqualTo(200);
        String place = made.headers().firstValue("Location").orElseThrow();
        String path = place.replaceFirst("^https?://[^/]*", "");
        HttpResponse<String> events = service.ask("GET", path + "/events", "read", "");
        assertThat(events.body()).contains("data:", "\"state\":\"done\"");
        assertThat(service.ask("GET", "/v1/jobs", "read", "").body().split("\"order\""))
                .hasSize(2);
    }

    @Test
    void howMuchIsLoggedIsChangedWhileItRuns() throws Exception {
        service.awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        // After its turn nothing is logged of the first capture any more.
        assertThat(service.ask("POST", "/v1/databases/1/sync?wait=60", "operate", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(service.read("/v1/log-level")))
                .contains(json("{\"category\":\"io.flotilla\",\"level\":\"info\"}"))
                .contains(json("{\"category\":\"io.flotilla.audit\",\"level\":\"info\"}"));
        HttpResponse<String> set = setLogLevel("{\"category\":\"io.flotilla.fleet\",\"level\":\"debug\"}");
        assertThat(set.statusCode()).isEqualTo(200);
        assertThat(json(service.read("/v1/log-level"))).contains(json(set.body()));
        assertThat(logged()).contains("audit action=log-level of=\"io.flotilla.fleet=debug\"");

        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        service.ask("POST", "/v1/databases/1/sync?wait=60", "operate", "");

        assertThat(logged()).containsOnlyOnce("captured database=").contains("tx=0000000000000002");
        assertThat(setLogLevel("{\"category\":\"io.flotilla.fleet\",\"level\":\"warn\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(setLogLevel("{\"level\":\"error\"}").body()).contains("\"category\":\"io.flotilla\"");
        assertThat(logged()).contains("of=\"io.flotilla=error\"");

        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        service.ask("POST", "/v1/databases/1/sync?wait=60", "operate", "");

        assertThat(logged()).containsOnlyOnce("captured database=");
    }

    @Test
    void refusesLevelsAndCategoriesThatThereAreNot() throws Exception {
        assertProblem(service.ask("PUT", "/v1/log-level", "read", "{\"level\":\"debug\"}"), 403);
        for (String order : List.of(
                "{\"level\":\"loud\"}",
                "{\"level\":\"DEBUG\"}",
                "{\"category\":\"io.flotilla\"}",
                "{\"level\":true}",
                "{\"level\":\"debug\",\"more\":1}",
                "{\"category\":\"org.other\",\"level\":\"debug\"}",
                "{\"category\":\"io.flotilla.\",\"level\":\"debug\"}",
                "{\"category\":\"io.flotilla." + "a".repeat(200) + "\",\"level\":\"debug\"}",
                "null")) {
            assertProblem(setLogLevel(order), 400);
        }
        assertThat(setLogLevel("{\"level\":\"loud\"}").body()).contains("level is trace, debug, info, warn or error");
        assertProblem(setLogLevel("{\"category\":\"io.flotilla.fleed\",\"level\":\"debug\"}"), 404);
        assertProblem(setLogLevel("{\"category\":\"io.flotilla.audit\",\"level\":\"error\"}"), 403);
        assertAllowed("TRACE", "/v1/log-level", "GET, HEAD, OPTIONS, PUT");
    }

    private HttpResponse<String> setLogLevel(String order) throws Exception {
        return service.ask("PUT", "/v1/log-level", "operate", order);
    }

    private String logged() throws Exception {
        return Files.readString(directory.resolve("log"));
    }

    @Test
    void aChosenDatabaseHasLitestreamsSeries() throws Exception {
        assertThat(service.end()).isZero();
        service.close();
        Path state = directory.resolve("state");
        Path database = directory.resolve("source/acme/a.db");
        String source = directory.resolve("source").toString();
        String target = directory.resolve("target").toString();
        Program program = Program.flotilla(directory.resolve("log"));
        service = ServiceClient.start(
                with(program, "FLOTILLA_METRICS_DATABASES=**/acme/a.db,/none/**"),
                state,
                source,
                target,
                "--state",
                state.toString());
        String db = "{db=\"" + database + "\"}";
        service.awaitBody("/metrics", "litestream_sync_count" + db);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("insert into t values (1)");
            assertThat(service.ask("POST", "/v1/databases/1/sync?wait=60", "operate", "")
                            .statusCode())
                    .isEqualTo(200);

            String metrics = service.read("/metrics");

            JsonNode status = json(program.run("status", "--json", "--state", state.toString()));
            long txId = Long.parseLong(status.findValue("position").asText(), 16);
            assertThat(metrics)
                    .contains("litestream_txid" + db + " " + txId + ".0\n")
                    .contains("litestream_db_size" + db + " " + Files.size(database) + ".0\n")
                    .contains("litestream_wal_size" + db + " " + Files.size(Path.of(database + "-wal")) + ".0\n")
                    .contains("litestream_sync_error_count" + db + " 0.0\n")
                    .contains("litestream_replica_operation_total{replica_type=\"file\",operation=\"PUT\"} ");
        }
    }

    private static Program with(Program program, String variable) {
        List<String> command = new ArrayList<>(List.of("env", variable));
        command.addAll(program.command());
        return new Program(command, program.log());
    }

    @Test
    void endsWithZeroAfterALastSync() throws Exception {
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        assertThat(service.end()).isZero();
    }

    @Test
    void endsWithThreeWhereSomethingIsLeftBehind() throws Exception {
        service.awaitBody("/v1/databases/1", "\"position\":\"0000000000000001\"");
        assertThat(service.ask("POST", "/v1/databases/1/pause", "operate", "").statusCode())
                .isEqualTo(200);
        write(directory.resolve("source/acme/a.db"), "insert into t values (1)");
        assertThat(service.end()).isEqualTo(3);
        assertThat(Files.readString(directory.resolve("log"))).contains("a.db", "it is paused");
    }

    private static void assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(Problem.MEDIA_TYPE);
        assertThat(answer.body()).contains("\"status\":" + status, "\"detail\":\"");
    }

    private static void write(Path database, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute(sql);
        }
    }
}
