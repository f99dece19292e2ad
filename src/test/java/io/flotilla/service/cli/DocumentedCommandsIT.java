package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.filesystem.FileSystemTargetFactory;
import io.flotilla.service.bucket.CountedStore;
import io.flotilla.service.packaged.LiveTree;
import io.flotilla.service.packaged.Program;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.Settings;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every command that a page prints, page by page and as it is printed, but for this: directories such as
/// `/srv` lie in a scratch directory, the port of the API is a free one, and the store is on this machine. What
/// is not run is listed with a reason.
class DocumentedCommandsIT {

    private static final String LONG = "takes minutes or gigabytes: BenchIT and CreateIT run it smaller";
    private static final String DEMO = "takes half a minute or more: DemoTest runs it smaller";
    private static final String LAUNCHER = "a word of the launcher, which builds or downloads";
    private static final String ELSEWHERE = "asks a host that belongs to others: SignalsIT runs it";

    /// By how the line or the call begins.
    static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("test", LAUNCHER),
            Map.entry("localstack", LAUNCHER),
            Map.entry("replicate /var/lib/app s3://demo/fleet", "needs the store that the launcher downloads"),
            Map.entry("demo", DEMO),
            Map.entry("bench", LONG),
            Map.entry("create --template empty.db --count 100000", LONG),
            Map.entry("forget", "asks a person at a terminal: ForgetIT runs it with --yes"),
            Map.entry("FLOTILLA_HEARTBEAT_URL=", ELSEWHERE),
            Map.entry("FLOTILLA_WEBHOOK_URL=", ELSEWHERE));

    /// Replicates, or follows, until it is stopped.
    private static final Pattern GOES_ON = Pattern.compile("replicate (?!.*(--once|-exec)).*|restore -f .*");

    /// Where a path of the machine begins.
    private static final Pattern PLACE = Pattern.compile(
            "(?<![\\w.:}]|(?<!file:/)/)(?=/(?:data|etc|mnt|run|srv|var)(?:[/ '\"]|$))", Pattern.MULTILINE);

    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:9190");
    private static final int PATIENCE_MINUTES = 3;
    private static final int SETTLING_MILLIS = 1000;

    private static final List<String> DATABASES = List.of(
            "var/lib/app/a/b.db",
            "srv/app.db",
            "srv/tenants/x.db",
            "srv/acme/data/main.db",
            "srv/projects/p/databases/d/branches/main/tenants/t.db",
            "data/app.db");

    /// What has to run beside the commands of a page.
    private static final Map<String, String> BESIDE =
            Map.of("docs/api.md", "flotilla replicate -config /etc/litestream.yml");

    @TempDir
    private Path temporary;

    private Path scratch;
    private CountedStore store;
    private int port;
    private int number;

    /// What goes on until the next command that replicates, and what that is.
    private final Map<Process, String> running = new LinkedHashMap<>();

    private final Map<Process, String> beside = new LinkedHashMap<>();

    static Stream<String> pages() throws IOException {
        return DocumentedCommand.all().stream()
                .filter(DocumentedCommandsIT::isRun)
                .map(DocumentedCommand::page)
                .distinct();
    }

    private static boolean isRun(DocumentedCommand command) {
        return command.lines()
                .anyMatch(line -> command.call(line)
                        .filter(call -> !isExcepted(line, call))
                        .isPresent());
    }

    @BeforeEach
    void prepare() throws Exception {
        scratch = temporary.toRealPath();
        store = CountedStore.start("bucket");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        for (String name : List.of("run", "var/tmp", "mnt/backup", "etc", "bin", "work")) {
            Files.createDirectories(scratch.resolve(name));
        }
        write();
        Files.writeString(scratch.resolve("etc/litestream.yml"), """
                socket:
                  enabled: true
                  path: %1$s/run/flotilla.sock
                dbs:
                  - path: %1$s/srv/app.db
                    replica:
                      path: %1$s/mnt/listed/app
                """.formatted(scratch));
        script("flotilla", "exec " + String.join(" ", Program.flotilla(log()).command()) + " \"$@\"");
        script("myapp", "exit 0");
        script("curl", "PATH='" + System.getenv("PATH") + "'\nexec curl --fail \"$@\"");
        replicateBefore();
    }

    /// The first file is of a day before all moments that the pages name.
    private void replicateBefore() throws Exception {
        Path database = scratch.resolve("var/lib/app/a/b.db");
        try (var target =
                new FileSystemTargetFactory().open(scratch.resolve("mnt/backup").toUri(), Settings.NONE)) {
            new Replicas(new LtxStore(target, ReplicaLayout.LTX_FOLDER))
                    .put(ObjectKey.of("a/b.db"), Replicas.ltx(Files.readAllBytes(database)));
        }
        write();
        assertRuns("flotilla replicate /var/lib/app /mnt/backup --once");
    }

    @AfterEach
    void end() throws Exception {
        Stream.of(running, beside).flatMap(each -> each.keySet().stream()).forEach(Process::destroyForcibly);
        store.close();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandOfAPageDoesWhatItIsFor(String page) throws Exception {
        if (BESIDE.containsKey(page)) {
            begin(BESIDE.get(page), beside);
        }
        for (DocumentedCommand command : DocumentedCommand.all()) {
            if (command.page().equals(page) && isRun(command)) {
                run(command);
            }
        }
        end(running);
        end(beside);
    }

    private void run(DocumentedCommand command) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String line : command.lines().toList()) {
            Optional<String> call = command.call(line);
            if (call.filter(each -> isExcepted(line, each)).isPresent()) {
                continue;
            }
            if (call.filter(each -> each.startsWith("replicate ")).isPresent()) {
                assertRuns(lines);
                end(running);
            }
            if (call.filter(each -> GOES_ON.matcher(each).matches()).isPresent()) {
                assertRuns(lines);
                begin(line, running);
            } else {
                lines.add(line);
            }
        }
        assertRuns(lines);
    }

    private static boolean isExcepted(String line, String call) {
        return NOT_RUN.keySet().stream().anyMatch(each -> isAbout(each, line, call));
    }

    static boolean isAbout(String exception, String line, String call) {
        return line.startsWith(exception) || call.replace("'", "").startsWith(exception);
    }

    private void assertRuns(List<String> lines) throws Exception {
        if (!lines.isEmpty()) {
            assertRuns(String.join("\n", lines));
            lines.clear();
        }
    }

    private void assertRuns(String script) throws Exception {
        Process process = start(script);
        assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                .as(script)
                .isTrue();
        assertThat(process.exitValue()).as(script + "\n" + said()).isZero();
        try (Stream<Path> files = Files.list(scratch.resolve("var/tmp"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private void begin(String line, Map<Process, String> among) throws Exception {
        write();
        long before = done();
        Process process = start("exec env " + line);
        among.put(process, line);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        long last = before;
        while (last == before || last != done()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(line + "\n" + said())
                    .isTrue();
            last = done();
            process.waitFor(SETTLING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// Grows with each file of a replica, and with each database that is restored.
    private long done() throws IOException {
        long files = 0;
        for (String place : List.of("mnt", "work")) {
            files += LiveTree.files(scratch.resolve(place), ".ltx").size();
            files += LiveTree.files(scratch.resolve(place), ".db").size();
        }
        return files + store.counts().files();
    }

    private void end(Map<Process, String> those) throws Exception {
        for (Map.Entry<Process, String> each : those.entrySet()) {
            Process process = each.getKey();
            process.destroy();
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as(each.getValue())
                    .isTrue();
            assertThat(process.exitValue()).as(each.getValue() + "\n" + said()).isZero();
        }
        those.clear();
    }

    /// In a directory of its own.
    private Process start(String script) throws IOException {
        Path work = Files.createDirectories(scratch.resolve("work/" + number++));
        Files.createSymbolicLink(work.resolve("flotilla"), scratch.resolve("bin/flotilla"));
        String placed = PLACE.matcher(script).replaceAll(Matcher.quoteReplacement(scratch.toString()));
        var builder = new ProcessBuilder("bash", "-euc", PORT.matcher(placed).replaceAll("127.0.0.1:" + port))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        Map<String, String> environment = builder.environment();
        environment.remove("AWS_CA_BUNDLE");
        environment.putAll(Map.of(
                "PATH",
                scratch.resolve("bin") + ":" + environment.get("PATH"),
                "XDG_STATE_HOME",
                scratch.resolve("home").toString(),
                "FLOTILLA_CONFIG",
                scratch.resolve("etc/litestream.yml").toString(),
                "LITESTREAM_S3_ENDPOINT",
                "http://127.0.0.1:" + store.port(),
                "AWS_ACCESS_KEY_ID",
                CountedStore.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                CountedStore.SECRET_KEY));
        return builder.start();
    }

    private void script(String name, String command) throws IOException {
        Path file = Files.writeString(scratch.resolve("bin").resolve(name), "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path log() {
        return scratch.resolve("log");
    }

    private String said() throws IOException {
        return Program.flotilla(log()).said();
    }

    /// A commit in each database.
    private void write() throws Exception {
        for (String name : DATABASES) {
            Path database = scratch.resolve(name);
            Files.createDirectories(database.getParent());
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                    Statement statement = connection.createStatement()) {
                statement.execute("pragma page_size = " + Replicas.PAGE_SIZE);
                statement.execute("create table if not exists t (x)");
                statement.execute("insert into t values (1)");
            }
        }
    }
}
