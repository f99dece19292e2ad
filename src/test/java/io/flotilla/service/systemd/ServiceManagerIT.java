package io.flotilla.service.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the packaged program tells a service manager. That one is played by Python, which has the sockets that Java
/// lacks: it writes each datagram into a file, with `|` for a new line.
class ServiceManagerIT {

    private static final String MANAGER = """
            import socket, sys
            name = sys.argv[1]
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind("\\0" + name[1:] if name[0] == "@" else name)
            with open(sys.argv[2], "w") as out:
                print("listening", file=out, flush=True)
                while True:
                    print(s.recv(4096).decode().replace("\\n", "|"), file=out, flush=True)
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path heard;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        directory = temporary.toRealPath();
        heard = directory.resolve("heard.txt");
        assumeThat(hasPython()).as("python3 is there").isTrue();
        write(1);
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATH", "@flotilla-test"})
    void hearsThatItIsReadyLivesAndEnds(String kind) throws Exception {
        String socket = kind.equals("PATH") ? directory.resolve("notify").toString() : kind + System.nanoTime();
        manager(socket);
        Process process = program(List.of("NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=2000000"))
                .start(
                        "replicate",
                        directory.resolve("a.db").toString(),
                        directory.resolve("target").toString());
        started.add(process);

        await(process, () -> heard().contains("READY=1"));
        await(process, () -> count("WATCHDOG=1") >= 3);
        await(process, () -> heard().stream().anyMatch(line -> line.startsWith("STATUS=1 databases, ")));
        signal(process, "TERM");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        await(() -> heard().contains("STOPPING=1|STATUS=Last sync"));
        assertThat(heard().indexOf("READY=1")).isLessThan(heard().indexOf("STOPPING=1|STATUS=Last sync"));
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void hearsOfEachReloadAndWhatItStartsDoesNotHearTheManager() throws Exception {
        assumeThat(isHangUpIgnored()).as("SIGHUP is ignored, as below nohup").isFalse();
        String socket = directory.resolve("notify").toString();
        Path environment = directory.resolve("environment.txt");
        manager(socket);
        Path file = Files.writeString(directory.resolve("flotilla.yml"), """
                state: %1$s/state
                exec: sh -c 'env > %2$s; exec sleep 600'
                dbs:
                  - path: %1$s/a.db
                    replica:
                      path: %1$s/target
                """.formatted(directory, environment));
        Process process = program(List.of("NOTIFY_SOCKET=" + socket)).start("replicate", "-config", file.toString());
        started.add(process);

        await(process, () -> heard().contains("READY=1"));
        await(
                process,
                () -> Files.exists(environment) && Files.readString(environment).contains("PATH="));
        signal(process, "HUP");
        await(process, () -> count("READY=1") == 2);
        assertThat(heard()).anyMatch(line -> line.matches("RELOADING=1\\|MONOTONIC_USEC=[0-9]+"));
        assertThat(heard()).doesNotContain("WATCHDOG=1");
        assertThat(environment).content().contains("PATH=").doesNotContain("NOTIFY_SOCKET");
        signal(process, "TERM");
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }

    /// A disk that does not answer: each look at a file takes ten minutes.
    @Test
    void hearsNoSignOfLifeWhileALoopStands() throws Exception {
        assumeThat(hasStrace()).as("strace is installed and may trace").isTrue();
        String socket = directory.resolve("notify").toString();
        manager(socket);
        Process process = program(
                        List.of("NOTIFY_SOCKET=" + socket, "WATCHDOG_USEC=1000000", "FLOTILLA_HEALTH_LOOP_AGE=2s"))
                .start(
                        "replicate",
                        directory.resolve("a.db").toString(),
                        directory.resolve("target").toString(),
                        "--interval",
                        "200ms");
        started.add(process);
        await(process, () -> heard().contains("READY=1"));
        await(process, () -> count("WATCHDOG=1") >= 4);

        Process wedge = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "inject=statx:delay_enter=600000000",
                        "-p",
                        String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("strace.txt").toFile())
                .start();
        started.add(wedge);
        write(2);
        // A sign of life is due twice a second.
        await(process, () -> isSilentSince(Duration.ofSeconds(8)));
        assertThat(process.isAlive()).isTrue();
        assertThat(wedge.isAlive()).isTrue();
    }

    private boolean isSilentSince(Duration length) throws IOException, InterruptedException {
        long before = count("WATCHDOG=1");
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            if (count("WATCHDOG=1") > before) {
                return false;
            }
            started.getFirst().waitFor(50, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    private void manager(String socket) throws Exception {
        Path script = Files.writeString(directory.resolve("manager.py"), MANAGER);
        Process manager = new ProcessBuilder("python3", script.toString(), socket, heard.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("manager.txt").toFile())
                .start();
        started.add(manager);
        await(manager, () -> heard().contains("listening"));
    }

    private List<String> heard() throws IOException {
        return Files.exists(heard) ? Files.readAllLines(heard) : List.of();
    }

    private long count(String line) throws IOException {
        return heard().stream().filter(line::equals).count();
    }

    private Program program(List<String> variables) {
        Program plain = Program.flotilla(directory.resolve("log.txt"));
        List<String> command = new ArrayList<>(List.of("env", "XDG_STATE_HOME=" + directory.resolve("home")));
        command.addAll(variables);
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

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private void await(Process process, Callable<Boolean> condition) throws Exception {
        await(() -> {
            assertThat(process.isAlive())
                    .as(Program.flotilla(directory.resolve("log.txt")).said())
                    .isTrue();
            return condition.call();
        });
    }

    private void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as(() -> {
                        try {
                            return String.join("\n", heard());
                        } catch (IOException unreadable) {
                            return unreadable.toString();
                        }
                    })
                    .isLessThan(end);
            started.getFirst().waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean hasPython() throws InterruptedException {
        return works("python3", "-c", "import socket");
    }

    private static boolean hasStrace() throws InterruptedException {
        return works("strace", "-qq", "-o", "/dev/null", "true");
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /// Which is inherited, and then Java does not hear of it.
    private static boolean isHangUpIgnored() throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) % 2 == 1;
    }
}
