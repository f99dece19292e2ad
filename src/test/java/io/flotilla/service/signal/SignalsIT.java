package io.flotilla.service.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.flotilla.service.packaged.LiveTree;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Swap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a receiver hears of the packaged program.
class SignalsIT {

    @TempDir
    private Path temporary;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Process> started = new ArrayList<>();
    private HttpServer server;
    private Path directory;
    private String receiver;

    @BeforeEach
    void listen() throws Exception {
        directory = temporary.toRealPath();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            heard.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            // In chunks, of which there are none: without content the JDK's server may close before its answer is out.
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        server.start();
        receiver = "http://127.0.0.1:" + server.getAddress().getPort();
        write(1);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
        server.stop(0);
    }

    @Test
    void aFileOfLitestreamHasItsHeartbeat() throws Exception {
        Path file = Files.writeString(directory.resolve("litestream.yml"), """
                state: %1$s/state
                heartbeat-url: %2$s/ping/42
                heartbeat-interval: 1m
                webhook-url: ${RECEIVER}/hook
                dbs:
                  - path: %1$s/a.db
                    replica:
                      path: %1$s/target
                """.formatted(directory, receiver));
        Program program = program("RECEIVER=" + receiver, "FLOTILLA_WEBHOOK_SECRET=Bearer abc");
        Process process = program.start("replicate", "-config", file.toString());
        started.add(process);

        await(process, () -> heard.contains("GET /ping/42 null "));
        await(process, () -> heard.stream().anyMatch(line -> line.startsWith("POST /hook Bearer abc {\"event\"")));
        assertThat(program.run("config", "show", "-config", file.toString()))
                .contains("heartbeat-url", "webhook-url")
                .doesNotContain("/ping/42", "/hook");
    }

    @Test
    void aTargetThatIsAwayIsAMessageAndSilenceUntilItIsBack() throws Exception {
        Process process = program(
                        "FLOTILLA_HEARTBEAT_URL=" + receiver + "/beat",
                        "FLOTILLA_HEARTBEAT_INTERVAL=1s",
                        "FLOTILLA_WEBHOOK_URL=" + receiver + "/hook",
                        "FLOTILLA_WEBHOOK_PAUSE=0s",
                        "FLOTILLA_HEALTH_LAG=10s",
                        "FLOTILLA_HEALTH_LATE_DATABASES=0")
                .start(
                        "replicate",
                        directory.resolve("a.db").toString(),
                        directory.resolve("target").toString());
        started.add(process);
        await(process, () -> beats() >= 2 && has("\"event\":\"started\",\"protected\":true"));
        Path target = directory.resolve("target");
        // A first copy that takes long is a pair of messages as well.
        await(
                process,
                () -> !LiveTree.files(target, ".ltx").isEmpty() && protections().size() % 2 == 0);
        int told = protections().size();

        Path inTheWay = Files.writeString(directory.resolve("aside"), "in the way");
        Swap.names(target, inTheWay);
        write(2);
        await(process, () -> protections().size() > told);
        assertThat(protections().get(told)).contains("\"protected\":false");
        long before = beats();
        Swap.names(target, inTheWay);
        await(process, () -> protections().size() > told + 1);
        assertThat(protections().get(told + 1)).contains("\"protected\":true");
        await(process, () -> beats() > before + 1);
        assertThat(protections()).hasSize(told + 2);
    }

    @Test
    void anAddressThatOthersReadIsRefusedBeforeAnythingBegins() throws Exception {
        Program.Ended ended = program("FLOTILLA_WEBHOOK_URL=http://example.com/secret")
                .attempt(
                        "replicate",
                        directory.resolve("a.db").toString(),
                        directory.resolve("target").toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error())
                .contains("Error: flotilla.webhook.url: It goes over the network in the clear to http://example.com")
                .contains("in the environment flotilla.webhook.url is FLOTILLA_WEBHOOK_URL")
                .doesNotContain("secret");
        assertThat(directory.resolve("target")).doesNotExist();
    }

    private long beats() {
        return heard.stream().filter(line -> line.startsWith("GET /beat")).count();
    }

    private List<String> protections() {
        return heard.stream()
                .filter(line -> line.contains("\"event\":\"protection\""))
                .toList();
    }

    private boolean has(String text) {
        return heard.stream().anyMatch(line -> line.startsWith("POST /hook") && line.contains(text));
    }

    private Program program(String... variables) {
        Program plain = Program.flotilla(directory.resolve("log.txt"));
        List<String> command = new ArrayList<>(List.of("env", "XDG_STATE_HOME=" + directory.resolve("home")));
        command.addAll(List.of(variables));
        command.addAll(plain.command());
        return new Program(command, plain.log());
    }

    private void write(int value) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists t (x)");
            statement.execute("insert into t values (" + value + ")");
        }
    }

    private void await(Process process, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!condition.call()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(said() + "\n" + String.join("\n", heard))
                    .isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private String said() throws IOException {
        return Program.flotilla(directory.resolve("log.txt")).said();
    }
}
