package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.service.packaged.LiveTree;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program with a `litestream.yml`.
class ConfigurationIT {

    private static final String TWO = """
            state: %1$s/state
            dbs:
              - path: %1$s/a.db
                checkpoint-interval: 1m
                replica:
                  path: %1$s/one/a
              - path: %1$s/b.db
                replica:
                  url: file://%1$s/two/b
            """;

    private static final String ONE = """
            state: %1$s/state
            dbs:
              - path: %1$s/a.db
                replica:
                  path: %1$s/one/a
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private Program program;

    @BeforeEach
    void find() throws IOException {
        directory = temporary.toRealPath();
        program = Program.flotilla(directory.resolve("log.txt"));
    }

    @Test
    void replicatesTwoDatabasesToTwoTargetsAndFindsThemAgain() throws Exception {
        write("a.db", 1);
        write("b.db", 2);
        Path file = configured(TWO);

        Ended ended = program.attempt("replicate", "-once", "-config", file.toString());

        assertThat(ended.exitCode()).as(ended.error()).isZero();
        assertThat(ended.output()).contains("2 databases, 2 files, ");
        assertThat(ended.error()).contains("Note: " + file + ":4: 'checkpoint-interval' has no effect");
        assertThat(files("one/a")).hasSize(1);
        assertThat(files("two/b")).hasSize(1);

        String database = directory.resolve("b.db").toString();
        String config = file.toString();
        assertThat(program.run("ltx", "-config", config, database).lines()).hasSize(2);
        Path restored = directory.resolve("restored.db");
        program.run("restore", "-config", config, "-o", restored.toString(), database);
        assertThat(restored).hasSameBinaryContentAs(directory.resolve("b.db"));
        assertThat(program.run("status", "-config", config)).contains("/one", "/two", "a.db", "b.db");
        assertThat(program.run("status", "-config", config, database))
                .contains("b.db")
                .doesNotContain("a.db");
        assertThat(program.attempt("ltx", "-config", config, "/nowhere.db").error())
                .startsWith("Error: The database /nowhere.db is not in the configuration");
    }

    @Test
    void leavesADatabaseAloneThatIsNotListedAnyMore() throws Exception {
        write("a.db", 1);
        write("b.db", 2);
        program.run(
                "replicate",
                "-once",
                "-config",
                configured(TWO.replace("/two/b", "/one/b")).toString());
        write("a.db", 3);
        write("b.db", 4);

        program.run("replicate", "-once", "-config", configured(ONE).toString());

        assertThat(files("one/a")).hasSize(2);
        assertThat(files("one/b")).hasSize(1);
        assertThat(program.run("status", "-config", configured(ONE).toString()))
                .contains("it is not in the configuration any more");

        program.run(
                "replicate",
                "-once",
                "-config",
                configured(TWO.replace("/two/b", "/one/b")).toString());
        assertThat(files("one/b")).hasSize(2);
    }

    @Test
    void followsTheFileAgainAfterAHangUp() throws Exception {
        assumeThat(isHangUpIgnored()).as("SIGHUP is ignored, as below nohup").isFalse();
        write("a.db", 1);
        write("b.db", 2);
        Process process = program.start("replicate", "-config", configured(ONE).toString());
        try {
            await(process, () -> count("one/a") == 1);
            configured("dbs: [");
            signal(process, "HUP");
            await(process, () -> program.said().contains("cannot be followed, everything goes on as before"));
            configured(TWO);
            signal(process, "HUP");
            await(process, () -> count("two/b") == 1);
            write("a.db", 3);
            await(process, () -> count("one/a") == 2);

            configured(ONE);
            signal(process, "HUP");
            await(process, () -> program.said().contains("the configuration was read again, fleets=1"));
            write("b.db", 4);
            write("a.db", 5);
            await(process, () -> count("one/a") == 3);
            signal(process, "TERM");
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(program.said()).isZero();
        assertThat(count("two/b")).isEqualTo(1);
        assertThat(rows(restored("one/a"))).containsExactly(5);
    }

    @Test
    void waitsForADatabaseThatIsNotThereYet() throws Exception {
        write("a.db", 1);
        Path file = configured(TWO);

        assertThat(program.run("replicate", "-once", "-config", file.toString()))
                .contains("1 database, 1 file");
        assertThat(program.said()).contains("b.db", "is not there yet");
        write("b.db", 2);
        assertThat(program.run("replicate", "-once", "-config", file.toString()))
                .contains("2 databases, 1 file");
    }

    @Test
    void restoresWhatIsAbsentAtTheStart() throws Exception {
        Path database = write("a.db", 5);
        Path file = configured(ONE);
        program.run("replicate", "-once", "-config", file.toString());
        Path before = Files.move(database, directory.resolve("before.db"));

        program.run("replicate", "-once", "-restore-if-db-not-exists", "-config", file.toString());

        assertThat(database).hasSameBinaryContentAs(before);
        assertThat(files("one/a")).hasSize(1);
    }

    @Test
    void endsWithTheCommandBesideItAndItsExitCode() throws Exception {
        write("a.db", 1);
        Path file = configured(ONE);

        Ended ended = program.attempt("replicate", "-config", file.toString(), "-exec", "sh -c 'echo hello; exit 7'");

        assertThat(ended.exitCode()).as(ended.error()).isEqualTo(7);
        assertThat(ended.output()).startsWith("hello").contains("1 database, 1 file");
        assertThat(files("one/a")).hasSize(1);
    }

    @Test
    void givesItsSignalToTheCommandBesideItAndSyncsWhatThatWroteLast() throws Exception {
        Path database = write("a.db", 1);
        Path last = write("last.db", 99);
        Path ready = directory.resolve("ready");
        String script = "trap 'cp " + last + " " + database + "; exit 0' TERM; touch " + ready
                + "; while :; do sleep 0.1; done";
        Process process =
                program.start("replicate", "-config", configured(ONE).toString(), "-exec", "sh -c \"" + script + "\"");
        try {
            await(process, () -> Files.exists(ready));
            await(process, () -> Files.exists(directory.resolve("one/a/ltx/0")));
            signal(process, "TERM");
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }

        assertThat(process.exitValue()).as(program.said()).isZero();
        assertThat(rows(restored("one/a"))).containsExactly(99);
    }

    @Test
    void tellsFileAndLineOfWhatIsWrong() throws Exception {
        Path file = configured(
                ONE.replace("replica:", "replica:\n      sync-intervall: 1s").replace("state:", "stat:"));

        for (String[] command : List.of(
                new String[] {"config", "check"},
                new String[] {"config", "show"},
                new String[] {"databases"},
                new String[] {"replicate", "-once"})) {
            String[] arguments = Stream.concat(Stream.of(command), Stream.of("-config", file.toString()))
                    .toArray(String[]::new);
            Ended ended = program.attempt(arguments);
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.error().lines())
                    .containsExactly(
                            "Error: " + file + ":1: unknown key 'stat' in the configuration; did you mean 'state'?",
                            "Error: " + file
                                    + ":5: unknown key 'sync-intervall' in 'replica'; did you mean 'sync-interval'?");
        }
    }

    @Test
    void showsWhatCountsAndWhereItCameFrom() throws Exception {
        Path file = configured("secret-access-key: hidden\n" + TWO);

        assertThat(program.run("config", "check", "-config", file.toString()))
                .contains(file + ": 2 databases listed, 0 roots, 2 targets", "  file://" + directory + "/one");
        String shown = program.run("config", "show", "-config", file.toString());
        assertThat(shown.lines())
                .anyMatch(line -> line.matches("secret-access-key +\\*+ +" + file + ":1 .*"))
                .anyMatch(line -> line.matches("shutdown-timeout +30s +default .*"))
                .anyMatch(
                        line -> line.matches("dbs\\[0].checkpoint-interval +1m +" + file + ":5 +accepted, no effect"));
        assertThat(shown).doesNotContain("hidden");
        Answer answer = new Answer(program.run("config", "show", "-json", "-config", file.toString()));
        assertThat(answer.fields("$[0]")).containsExactly("key", "value", "from", "meaning");
        assertThat(new Answer(program.run("databases", "-json", "-config", file.toString())).at("$[1].replica"))
                .isEqualTo("file");
    }

    @Test
    void writesItsOwnFormWithoutWhatDoesNothing() throws Exception {
        Path file = configured("# mine\n" + TWO.replace("replica:", "replica:\n      name: x"));
        Path own = directory.resolve("flotilla.yml");

        Files.writeString(own, program.run("config", "migrate", "-config", file.toString()));

        assertThat(own)
                .content()
                .contains("# Left out, for they do nothing here: checkpoint-interval, name.", "dbs:\n  - path: ")
                .doesNotContain("name: x");
        assertThat(program.run("databases", "-config", own.toString()))
                .isEqualTo(program.run("databases", "-config", file.toString()));
    }

    @Test
    void tellsWhatDoesNotGoTogether() throws Exception {
        String file = configured(ONE).toString();

        assertThat(program.attempt("replicate", "/srv/a.db").error()).contains("No target for /srv/a.db");
        assertThat(program.attempt("replicate", "/a.db", "/b", "-config", file).error())
                .contains("leave out --config");
        assertThat(program.attempt("replicate", "-once", "-exec", "true", "-config", file)
                        .error())
                .contains("leave one of them out");
        assertThat(program.attempt("replicate", "-interval", "5s", "-config", file)
                        .error())
                .contains("the configuration says these itself");
        assertThat(program.attempt("replicate", "-config", "/nowhere.yml").error())
                .startsWith("Error: No such file or directory: /nowhere.yml");
        assertThat(program.attempt("ltx", "s3://bucket/a", "-config", file).error())
                .contains("leave one out");
    }

    private Path configured(String text) throws IOException {
        return Files.writeString(directory.resolve("litestream.yml"), text.formatted(directory));
    }

    private Path write(String name, int value) throws SQLException {
        Path database = directory.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            // One commit: a look between two would ship a file of each.
            statement.execute("begin");
            statement.execute("create table if not exists t (x)");
            statement.execute("delete from t");
            statement.execute("insert into t values (" + value + ")");
            statement.execute("commit");
        }
        return database;
    }

    private List<Path> files(String replica) throws IOException {
        return List.copyOf(LiveTree.files(directory.resolve(replica), ".ltx").keySet());
    }

    private Path restored(String replica) throws IOException, InterruptedException {
        Path output = directory.resolve("restored-" + replica.replace('/', '-') + ".db");
        program.run(
                "restore", "-o", output.toString(), directory.resolve(replica).toString());
        return output;
    }

    private static List<Integer> rows(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select x from t")) {
            return rows.next() ? List.of(rows.getInt(1)) : List.of();
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

    private int count(String replica) throws IOException {
        return LiveTree.files(directory.resolve(replica).resolve("ltx/0"), ".ltx")
                .size();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private void await(Process process, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(program.said())
                    .isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }
}
