package io.flotilla.service.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Observe, don't own: what the kernel saw of `flotilla replicate`, over databases that are open in another process
/// (this one), closed, and left with a hot log by an application that was killed.
class ObserveIT {

    private static final int COMMITS = 20;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;

    @BeforeEach
    void makeSource() throws Exception {
        directory = temporary.toRealPath();
        source = Files.createDirectory(directory.resolve("source"));
        assumeThat(hasStrace()).as("strace is installed and may trace").isTrue();
    }

    @Test
    @Tag("D-2")
    @Tag("D-34")
    void onlyReadsTheDatabasesOfOthers() throws Exception {
        try (Connection closed = connect("closed.db")) {
            execute(closed, "create table t(x)", "insert into t values (randomblob(20000))");
        }
        killAnApplication("killed.db");
        assertThat(source.resolve("killed.db-wal")).isNotEmptyFile();
        try (Connection open = connect("open.db")) {
            execute(open, "create table t(x)");
            Map<String, String> closedBefore = looks("closed.db", "killed.db");
            Path trace = directory.resolve("trace");
            Process process = start(trace);
            await(process, "open.db", 1);
            await(process, "killed.db", 1);
            await(process, "closed.db", 1);
            for (int i = 0; i < COMMITS; i++) {
                execute(open, "insert into t values (" + i + ")");
            }
            await(process, "open.db", 2);
            execute(open, "pragma wal_checkpoint(truncate)", "insert into t values ('after the checkpoint')");
            await(process, "open.db", 3);
            stop(process);

            Trace seen = Trace.of(trace, source);
            System.out.println("Calls on databases and beside them: " + seen.calls());
            assertThat(seen.violations()).isEmpty();
            assertThat(seen.calls()).containsKey("pread64").containsKey("openat O_RDONLY");
            assertThat(looks("closed.db", "killed.db")).isEqualTo(closedBefore);
        }
    }

    /// The same eyes on an application that uses SQLite: they see it.
    @Test
    void wouldSeeAViolation() throws Exception {
        Path trace = directory.resolve("trace");
        List<String> command = straced(trace);
        command.addAll(application("a.db"));
        run(command);

        Trace seen = Trace.of(trace, source);

        assertThat(seen.violations())
                .anySatisfy(line -> assertThat(line).contains("O_CREAT"))
                .anySatisfy(line -> assertThat(line).contains("a.db-wal").contains("pwrite64("))
                .anySatisfy(line -> assertThat(line).contains("F_SETLK"));
    }

    private Process start(Path trace) throws IOException {
        List<String> command = straced(trace);
        command.addAll(Program.flotilla(directory.resolve("log")).command());
        command.addAll(List.of(
                "replicate",
                source.toString(),
                directory.resolve("target").toString(),
                "--state",
                directory.resolve("state").toString(),
                "--interval",
                "100ms"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private List<String> straced(Path trace) {
        return new ArrayList<>(List.of("strace", "-f", "-y", "-qq", "-e", "trace=%file,%desc", "-o", trace.toString()));
    }

    private void stop(Process strace) throws Exception {
        strace.children().forEach(ProcessHandle::destroy);
        assertThat(strace.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(strace.exitValue()).as(said()).isZero();
    }

    /// Until the replica has so many files.
    private void await(Process process, String name, int files) throws Exception {
        Path replica = directory.resolve("target").resolve(name).resolve("ltx").resolve("0");
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (count(replica) < files) {
            assertThat(System.nanoTime())
                    .as("%s has %s files; %s", name, files, said())
                    .isLessThan(end);
            assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(said()).isFalse();
        }
    }

    private static long count(Path replica) throws IOException {
        if (!Files.isDirectory(replica)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(replica)) {
            return files.count();
        }
    }

    private String said() throws IOException {
        return Files.exists(directory.resolve("log")) ? Files.readString(directory.resolve("log")) : "";
    }

    private void killAnApplication(String name) throws Exception {
        run(application(name));
    }

    private List<String> application(String name) {
        return List.of(
                Program.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledApplication.class.getName(),
                source.resolve(name).toString());
    }

    /// All that the file system says of databases and what lies beside them, except when they were read.
    private Map<String, String> looks(String... names) throws IOException {
        Map<String, String> looks = new TreeMap<>();
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (Stream.of(names).anyMatch(name::startsWith)) {
                    Map<String, Object> attributes = new TreeMap<>(
                            Files.readAttributes(file, "unix:size,ino,mode,uid,nlink,lastModifiedTime,ctime"));
                    looks.put(name, attributes.toString());
                }
            }
        }
        return looks;
    }

    private Connection connect(String name) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source.resolve(name));
        execute(connection, "pragma journal_mode=wal");
        return connection;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private boolean hasStrace() throws InterruptedException {
        try {
            return run(List.of("strace", "-qq", "-o", "/dev/null", "true")).exitCode() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private Program.Ended run(List<String> command) throws IOException, InterruptedException {
        return new Program(command, directory.resolve("log")).attempt();
    }
}
