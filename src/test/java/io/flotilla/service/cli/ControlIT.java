package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.interop.LitestreamBinary;
import io.flotilla.service.packaged.LiveTree;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program with a control socket, and the commands that speak to it: ours, and Litestream's own.
class ControlIT {

    private static final String FILE = """
            state: %1$s/state
            socket:
              enabled: true
              path: %1$s/control.sock
              permissions: 0600
            dbs:
              - path: %1$s/a.db
                replica:
                  path: %1$s/one/a
              - path: %1$s/b.db
                replica:
                  path: %1$s/two/b
            """;

    @TempDir
    private Path temporary;

    private Path directory;
    private String socket;
    private Program program;
    private Process replicating;

    @BeforeEach
    void start() throws Exception {
        directory = temporary.toRealPath();
        socket = directory.resolve("control.sock").toString();
        program = Program.flotilla(directory.resolve("log.txt"));
        write("a.db", 1);
        write("b.db", 1);
        Path file = Files.writeString(directory.resolve("litestream.yml"), FILE.formatted(directory));
        replicating = program.start("replicate", "-config", file.toString());
        await(() -> Files.exists(Path.of(socket)));
        await(() -> program.attempt("list", "-socket", socket).output().lines().count() == 2);
    }

    @AfterEach
    void end() throws Exception {
        replicating.destroy();
        assertThat(replicating.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void stopsAndStartsADatabaseAndSyncsIt() throws Exception {
        String database = directory.resolve("a.db").toString();
        assertThat(program.run("sync", "-wait", "-socket", socket, database).lines())
                .satisfiesExactly(
                        path -> assertThat(path).isEqualTo("db_path: " + database),
                        txId -> assertThat(txId).isEqualTo("txid: 1"),
                        replica -> assertThat(replica).isEqualTo("replica_txid: 1"),
                        duration -> assertThat(duration).matches("duration_ms: \\d+"));
        assertThat(program.run("list", "-socket", socket).lines())
                .anyMatch(line -> line.matches(database + " \\[replicating] \\(last sync: \\d{4}-.*Z\\)"));

        assertThat(program.run("stop", "-socket", socket, database).lines())
                .containsExactly(
                        "status: stopped", "db_path: " + database, "state: stopped", "txid: 1", "socket: " + socket);
        write("a.db", 2);
        Ended refused = program.attempt("sync", "-wait", "-socket", socket, database);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.error())
                .startsWith("Error: sync failed: database not open: " + database)
                .contains("Try: ");
        assertThat(files("one/a")).hasSize(1);

        assertThat(program.run("start", "-json", "-socket", socket, database))
                .startsWith("{\n  \"status\": \"started\",\n  \"db_path\": \"" + database + "\"");
        var synced = new Answer(program.run("sync", "-wait", "-json", "-socket", socket, database));
        assertThat(synced.fields("$")).containsExactly("db_path", "txid", "replica_txid", "duration_ms");
        assertThat(synced.at("$.replica_txid")).isEqualTo("2");
        assertThat(files("one/a")).hasSize(2);
    }

    @Test
    void tellsOfTheProcessAndEndsWithoutALeftover() throws Exception {
        assertThat(program.run("info", "-socket", socket))
                .startsWith("Flotilla ")
                .contains("  PID:        " + replicating.pid(), "  Databases:  2");
        var info = new Answer(program.run("info", "-json", "-socket", socket));
        assertThat(info.fields("$"))
                .containsExactly("version", "pid", "uptime_seconds", "started_at", "database_count");
        assertThat(Files.getPosixFilePermissions(Path.of(socket))).hasSize(2);
        String unknown = directory.resolve("c.db").toString();
        assertThat(program.attempt("register", "-replica", "/x", "-socket", socket, unknown)
                        .error())
                .contains("not registered over the socket", "Try: edit the configuration");
        assertThat(program.run("unregister", "-socket", socket, unknown)).startsWith("status: already_unregistered");
        Ended reset = program.attempt(
                "reset",
                "-config",
                directory.resolve("litestream.yml").toString(),
                directory.resolve("a.db").toString());
        assertThat(reset.exitCode()).isEqualTo(1);
        assertThat(reset.error()).contains("another");

        replicating.destroy();
        assertThat(replicating.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Path.of(socket)).doesNotExist();
        assertThat(program.attempt("list", "-socket", socket).error())
                .startsWith("Error: failed to connect to control socket " + socket + ": there is none")
                .contains("Try: 'socket:");
    }

    @Test
    void forgetsADatabaseAndComparesItNextTime() throws Exception {
        String database = directory.resolve("a.db").toString();
        String config = directory.resolve("litestream.yml").toString();
        program.run("sync", "-wait", "-socket", socket, database);
        replicating.destroy();
        assertThat(replicating.waitFor(2, TimeUnit.MINUTES)).isTrue();

        assertThat(program.run("reset", "-dry-run", "-config", config, database))
                .startsWith("Would forget what ")
                .contains("TXID 0000000000000001");
        assertThat(program.run("reset", "-config", config, database)).startsWith("Forgot what ");
        assertThat(program.run("reset", "-dry-run", "-config", config, database))
                .contains("no TXID");
        assertThat(program.run("replicate", "-once", "-config", config)).contains("2 databases, 0 files");
        assertThat(program.run("status", "-config", config, database)).contains("0000000000000001");
    }

    @Test
    void litestreamsOwnCommandsAreUnderstood() throws Exception {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "control: there is no Litestream, and its commands are not tried");
        var litestream = new Program(List.of(found.get().toString()), directory.resolve("litestream.log"));
        String database = directory.resolve("a.db").toString();

        program.run("sync", "-wait", "-socket", socket, database);
        program.run(
                "sync", "-wait", "-socket", socket, directory.resolve("b.db").toString());
        String list = litestream.run("list", "-socket", socket);
        assertThat(list).contains(database + " [replicating] (last sync: ");
        assertThat(program.run("list", "-socket", socket)).isEqualTo(list);
        assertThat(wholeSeconds(program.run("list", "-json", "-socket", socket)))
                .isEqualTo(wholeSeconds(litestream.run("list", "-json", "-socket", socket)));
        assertThat(litestream.run("stop", "-socket", socket, database))
                .contains("status: stopped", "state: stopped", "txid: 1");
        assertThat(litestream
                        .attempt("sync", "-wait", "-socket", socket, database)
                        .error())
                .contains("sync failed: database not open");
        write("a.db", 2);
        assertThat(litestream.run("start", "-socket", socket, database)).contains("status: started");
        assertThat(litestream.run("sync", "-wait", "-socket", socket, database)).contains("replica_txid: 2");
        assertThat(litestream.run("info", "-socket", socket)).contains("  Databases:  2");
        assertThat(litestream.attempt("unregister", "-socket", socket, database).error())
                .contains("unregister failed: a database is not unregistered over the socket");
    }

    /// Go leaves out noughts at the end of a fraction, Java does not.
    private static String wholeSeconds(String text) {
        return text.replaceAll("[.][0-9]+Z", "Z");
    }

    private void write(String name, int value) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name));
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists t (x)");
            statement.execute("insert into t values (" + value + ")");
        }
    }

    private List<Path> files(String replica) throws IOException {
        return List.copyOf(LiveTree.files(directory.resolve(replica), ".ltx").keySet());
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Condition condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.holds()) {
            assertThat(replicating.isAlive() && System.nanoTime() < end)
                    .as(program.said())
                    .isTrue();
            replicating.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }
}
