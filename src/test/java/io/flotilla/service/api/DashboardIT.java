package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard asks for what a running program serves, by the names and labels that it serves; and a
/// Prometheus that is set up as the page says has an answer to each of its questions.
class DashboardIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 120;

    /// A metric with what is asked of its labels.
    private static final Pattern ASKED = Pattern.compile("\\b([a-z]+_[a-z_]+)\\{([^}]*)}");

    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=|!=|=~|!~)\"");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");

    /// Those that Prometheus adds.
    private static final Set<String> ADDED = Set.of("job", "instance");

    @TempDir
    private Path directory;

    private OpenDatabases databases;
    private ServiceClient service;

    @BeforeEach
    void begin() throws Exception {
        databases = new OpenDatabases(directory, 3);
        Path state = directory.resolve("state");
        service = ServiceClient.start(
                OpenDatabases.program(directory.resolve("log"), "-Dflotilla.verification.at=* * * * * ?"),
                state,
                databases.directory(),
                directory.resolve("target").toString(),
                "--state",
                state.toString(),
                "--level",
                "1s");
        Seen.await(service, Seen::isWell);
    }

    @AfterEach
    void end() throws Exception {
        service.close();
        databases.close();
    }

    @Test
    void everyMetricHasTheLabelsThatTheDashboardAsksFor() throws Exception {
        for (String question : questions()) {
            Matcher asked = ASKED.matcher(question);
            assertThat(asked.find()).as(question).isTrue();
            Set<String> labels = labels(question, asked.group(2));
            assertThat(awaitSeries(asked.group(1)))
                    .as(question)
                    .allMatch(line -> labels.stream().allMatch(label -> line.contains(label + "=\"")));
        }
    }

    /// The lines of a metric, which is there only when what it counts has happened.
    private List<String> awaitSeries(String metric) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<String> lines = series(metric);
        while (lines.isEmpty()) {
            assertThat(System.nanoTime()).as(metric).isLessThan(end);
            databases.write();
            Seen.pause();
            lines = series(metric);
        }
        return lines;
    }

    private List<String> series(String metric) throws Exception {
        return service.read("/metrics")
                .lines()
                .filter(line -> line.matches(metric + "[ {].*"))
                .toList();
    }

    private static Set<String> labels(String question, String selector) {
        Set<String> labels = new TreeSet<>();
        LABEL.matcher(selector).results().forEach(label -> labels.add(label.group(1)));
        BY.matcher(question)
                .results()
                .forEach(by -> labels.addAll(List.of(by.group(1).split(", *"))));
        labels.removeAll(ADDED);
        return labels;
    }

    @Test
    void aRealPrometheusHasAnAnswerToEachQuestion() throws Exception {
        assumeThat(isInstalled("prometheus") && isInstalled("promtool"))
                .as("there is a Prometheus here")
                .isTrue();
        assertThat(run("promtool", "check", "rules", monitoring("alerts.yml"))).isZero();
        assertThat(run("promtool", "test", "rules", monitoring("alerts_test.yml")))
                .isZero();
        int port = freePort();
        Process prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration(),
                        "--storage.tsdb.path=" + directory.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String api = "http://127.0.0.1:" + port + "/api/v1/";
            for (String question : questions()) {
                String asked = question.replace("$job", "flotilla").replace("$instance", ".*");
                awaitAnswer(
                        client, URI.create(api + "query?query=" + URLEncoder.encode(asked, StandardCharsets.UTF_8)));
            }
            awaitHealth(client, URI.create(api + "rules"));
        } finally {
            prometheus.destroy();
            prometheus.waitFor(1, TimeUnit.MINUTES);
        }
    }

    /// As the page has it, but for the port, the token and the pace.
    private Path configuration() throws IOException {
        Path token = Files.writeString(directory.resolve("read-token"), service.token("read"));
        Files.copy(Path.of(monitoring("alerts.yml")), directory.resolve("alerts.yml"));
        return Files.writeString(
                directory.resolve("prometheus.yml"),
                Files.readString(Path.of(monitoring("prometheus.yml")))
                        .replace("/etc/flotilla/read-token", token.toString())
                        .replace("127.0.0.1:9190", "127.0.0.1:" + service.port())
                        .replace("scrape_interval: 15s", "scrape_interval: 1s\n  evaluation_interval: 1s"));
    }

    /// Something is written and done all the time, so each rate is above nothing at some moment.
    private void awaitAnswer(HttpClient client, URI question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (ask(client, question).at("/data/result").isEmpty()) {
            assertThat(System.nanoTime()).as(question.toString()).isLessThan(end);
            databases.write();
            Seen.pause();
        }
    }

    /// A rule is `unknown` until it was asked for the first time.
    private static void awaitHealth(HttpClient client, URI rules) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<String> health = ask(client, rules).findValuesAsText("health");
        while (health.isEmpty() || health.contains("unknown")) {
            assertThat(System.nanoTime()).as(health.toString()).isLessThan(end);
            Seen.pause();
            health = ask(client, rules).findValuesAsText("health");
        }
        assertThat(health).hasSize(10).containsOnly("ok");
    }

    private static JsonNode ask(HttpClient client, URI question) throws InterruptedException, IOException {
        try {
            String answer = client.send(HttpRequest.newBuilder(question).build(), BodyHandlers.ofString())
                    .body();
            return MAPPER.readTree(answer);
        } catch (IOException notYet) {
            return MAPPER.createObjectNode();
        }
    }

    private static List<String> questions() throws IOException {
        List<String> questions = new ArrayList<>();
        for (JsonNode panel :
                MAPPER.readTree(Path.of(monitoring("dashboard.json")).toFile()).path("panels")) {
            questions.addAll(panel.path("targets").findValuesAsText("expr"));
        }
        assertThat(questions).hasSizeGreaterThan(25);
        return questions;
    }

    private static String monitoring(String file) {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
        return root.resolve("docs/monitoring").resolve(file).toString();
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
