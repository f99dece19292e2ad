package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.packaged.Program;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged service with a configuration of which two fleets come, asked over HTTP.
class SeveralFleetsIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// The databases of a directory, and one that is listed, each to a target of its own.
    private static final String TWO = """
            state: %1$s/state
            dbs:
              - dir: %1$s/tenants
                pattern: '*.db'
                replica:
                  path: %1$s/one
              - path: %1$s/a.db
                replica:
                  path: %1$s/two/a
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private ServiceClient service;

    @BeforeEach
    void starts() throws Exception {
        directory = temporary.toRealPath();
        Files.createDirectories(directory.resolve("tenants"));
        for (String name : List.of("tenants/x.db", "tenants/y.db", "tenants/z.db", "a.db", "b.db")) {
            write(name, "create table t(x)");
        }
        service = ServiceClient.start(
                Program.flotilla(directory.resolve("log")),
                directory.resolve("state"),
                "--config",
                configured(TWO).toString());
        for (String target : List.of("one", "two")) {
            service.awaitBody("/v1/databases?fleet=" + fleet(target), "\"position\":\"0000000000000001\"");
        }
        service.awaitBody("/v1/fleet", "\"unprotected\":0");
    }

    @AfterEach
    void ends() {
        service.close();
    }

    @Test
    void tellsOfAllFleetsTogetherAndOfEachByItsName() throws Exception {
        JsonNode fleet = MAPPER.readTree(service.read("/v1/fleet"));

        assertThat(fleet.path("databases").asInt()).isEqualTo(4);
        assertThat(fleet.path("targetAnswers").asBoolean()).isTrue();
        assertThat(fleet.path("fleets")).hasSize(2);
        assertThat(view("one").path("databases").asInt()).isEqualTo(3);
        assertThat(view("two").path("databases").asInt()).isEqualTo(1);
        assertThat(MAPPER.readTree(service.read("/v1/targets")).findValuesAsText("fleet"))
                .containsExactlyInAnyOrder(fleet("one"), fleet("two"));
        assertThat(service.read("/health/group/fleet")).contains("\"fleets\": 2", "\"late_in\": \"\"");
    }

    @Test
    void listsTheDatabasesOfAllFleetsPageByPage() throws Exception {
        for (String order : List.of("id", "name")) {
            List<String> paths = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page =
                        MAPPER.readTree(service.read("/v1/databases?order=" + order + "&limit=1&cursor=" + cursor));
                page.path("items").forEach(item -> paths.add(item.path("path").asText()));
                cursor = page.path("next").asText();
            } while (!cursor.isEmpty());
            assertThat(paths)
                    .containsExactlyInAnyOrder(
                            path("tenants/x.db"), path("tenants/y.db"), path("tenants/z.db"), path("a.db"));
            if (order.equals("name")) {
                assertThat(paths).isSorted();
            }
        }
    }

    @Test
    void findsADatabaseByItsPathAndAsksForTheFleetWhereANumberAloneIsAmbiguous() throws Exception {
        JsonNode found = MAPPER.readTree(service.read("/v1/databases/by-path?path=" + path("a.db")));
        assertThat(found.path("fleet").asText()).isEqualTo(fleet("two"));

        HttpResponse<String> ambiguous = service.ask("POST", "/v1/databases/1/pause", "operate", "");
        assertThat(ambiguous.statusCode()).isEqualTo(400);
        assertThat(ambiguous.body()).contains("say fleet=NAME", fleet("one"), fleet("two"));

        String one = "/v1/databases/" + found.path("id").asInt() + "%s?fleet=" + fleet("two");
        assertThat(service.ask("POST", one.formatted("/pause"), "operate", "").body())
                .contains("\"paused\":true", path("a.db"));
        write("a.db", "insert into t values (1)");
        service.awaitBody("/v1/databases?order=lag", path("a.db"));
        assertThat(service.ask("POST", one.formatted("/resume"), "operate", "").statusCode())
                .isEqualTo(200);
        assertThat(service.ask("POST", one.formatted("/sync") + "&wait=60", "operate", "")
                        .body())
                .contains("\"position\":\"0000000000000002\"");
        assertThat(service.read(one.formatted("/files"))).contains("0000000000000002");
        assertThat(service.read(one.formatted("/restore-points"))).contains("0000000000000002");
    }

    @Test
    void verifiesADatabaseOfTheFleetThatTheOrderNames() throws Exception {
        String order = "{\"kind\":\"verify\",\"database\":1%s}";
        assertThat(service.ask("POST", "/v1/jobs", "restore", order.formatted(""))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> made =
                service.ask("POST", "/v1/jobs", "restore", order.formatted(",\"fleet\":\"" + fleet("two") + "\""));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        service.awaitBody("/v1/jobs", "\"state\":\"done\"");
    }

    @Test
    void addsUpTheMetricsOfAllFleetsAndHasAFewForEach() throws Exception {
        String metrics = service.read("/metrics");

        assertThat(metrics)
                .contains(
                        "flotilla_fleet_databases{fleet=\"" + fleet("one") + "\"} 3.0",
                        "flotilla_fleet_databases{fleet=\"" + fleet("two") + "\"} 1.0",
                        "flotilla_target_up 1.0");
        double databases = metrics.lines()
                .filter(line -> line.startsWith("flotilla_databases{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
        assertThat(databases).isEqualTo(4);
        assertThat(metrics.lines().filter(line -> line.startsWith("flotilla_target_up")))
                .hasSize(1);
    }

    @Test
    void saysWhichTargetIsAway() throws Exception {
        configured(TWO + """
              - path: %1$s/b.db
                replica:
                  type: s3
                  bucket: away
                  path: b
                  endpoint: http://127.0.0.1:1
                  access-key-id: nobody
                  secret-access-key: nothing
            """);
        String away = MAPPER.readTree(reload(200))
                .path("fleets")
                .path("added")
                .path(0)
                .asText();

        service.awaitBody("/health/group/fleet", "\"target_away\": \"" + away + "\"");
        assertThat(service.read("/metrics"))
                .contains(
                        "flotilla_target_up 0.0",
                        "flotilla_fleet_target_up{fleet=\"" + fleet("one") + "\"} 1.0",
                        "flotilla_fleet_target_up{fleet=\"" + away + "\"} 0.0");
        HttpResponse<String> ready = service.ask("GET", "/health/ready", "", "");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("1 of 3 do not answer").doesNotContain(away);

        configured(TWO);
        assertThat(reload(200)).contains("\"removed\":[\"" + away + "\"]");
        service.awaitBody("/health/ready", "\"UP\"");
    }

    @Test
    void readsTheConfigurationAgainAndSaysWhatChanged() throws Exception {
        configured(TWO + """
              - path: %1$s/b.db
                replica:
                  path: %1$s/two/b
            """);
        JsonNode more = MAPPER.readTree(reload(200));
        assertThat(more.path("databases").path("added").toString())
                .isEqualTo("{\"count\":1,\"first\":[\"" + path("b.db") + "\"]}");
        assertThat(more.path("databases").path("unchanged").asInt()).isEqualTo(1);
        assertThat(more.path("fleets").path("unchanged")).hasSize(2);
        service.awaitBody("/v1/databases/by-path?path=" + path("b.db"), "\"position\":\"0000000000000001\"");

        String one = fleet("one");
        configured(TWO.substring(0, TWO.indexOf("  - dir")) + TWO.substring(TWO.indexOf("  - path")));
        JsonNode less = MAPPER.readTree(reload(200));
        assertThat(less.path("fleets").path("removed").toString()).isEqualTo("[\"" + one + "\"]");
        assertThat(less.path("databases").path("removed").path("count").asInt()).isEqualTo(1);
        assertThat(service.read("/v1/fleet")).doesNotContain(one);
        assertThat(service.read("/metrics")).doesNotContain(one);
        assertThat(Files.readString(directory.resolve("log"))).contains("audit action=reload");
    }

    @Test
    void tellsFileAndLineOfWhatCannotBeFollowedAndGoesOn() throws Exception {
        Path file = configured(TWO.replace("pattern:", "patern:"));

        String problem = reload(409);

        assertThat(problem).contains(file + ":4: unknown key 'patern'");
        assertThat(MAPPER.readTree(service.read("/v1/fleet")).path("fleets")).hasSize(2);
    }

    /// A target that cannot be opened is found before anything has ended.
    @Test
    void endsNoFleetWhereAnotherOneCannotBegin() throws Exception {
        Files.writeString(directory.resolve("file"), "no directory");
        List<String> before = names();
        configured(TWO.replace("%1$s/one", "%1$s/file/one").replace("%1$s/two/a", "%1$s/three/a"));

        HttpResponse<String> answer = service.ask("POST", "/v1/configuration/reload", "operate", "");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(names()).isEqualTo(before);
        write("a.db", "insert into t values (1)");
        service.awaitBody("/v1/databases/by-path?path=" + path("a.db"), "\"position\":\"0000000000000002\"");
    }

    @Test
    void endsAllOfThem() throws Exception {
        assertThat(service.end()).isZero();
    }

    private String reload(int status) throws Exception {
        HttpResponse<String> answer = service.ask("POST", "/v1/configuration/reload", "operate", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private List<String> names() throws Exception {
        return MAPPER.readTree(service.read("/v1/fleet")).path("fleets").findValuesAsText("name");
    }

    /// The name of the fleet that has this target.
    private String fleet(String target) throws Exception {
        return view(target).path("name").asText();
    }

    private JsonNode view(String target) throws Exception {
        for (JsonNode fleet : MAPPER.readTree(service.read("/v1/fleet")).path("fleets")) {
            if (fleet.path("target").asText().endsWith("/" + target)) {
                return fleet;
            }
        }
        throw new AssertionError("no fleet has the target " + target);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private Path configured(String text) throws Exception {
        return Files.writeString(directory.resolve("litestream.yml"), text.formatted(directory));
    }

    private void write(String name, String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name));
                var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute(sql);
        }
    }
}
