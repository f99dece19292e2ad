package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.Tier;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The scripts of [LossRegressionTest] with Flotilla and with a real Litestream, side by side, as a table on standard
/// output. A command:
///
/// ```
/// mvn test -pl runtime -am -Dtest=LossTableTest -Dsurefire.failIfNoSpecifiedTests=false -Dflotilla.losses=true
/// ```
///
/// `FLOTILLA_LITESTREAM` or `-Dflotilla.litestream=FILE` names Litestream's program; otherwise the one on the path is
/// taken. Without it there is a notice and no table.
@EnabledIfSystemProperty(named = "flotilla.losses", matches = "true", disabledReason = "a command, see the class")
class LossTableTest {

    /// What these are about is something that Litestream does not have: a budget of hot databases.
    private static final Set<LossScript> ABOUT_TIERS =
            EnumSet.of(LossScript.A_BUSY_DATABASE_THAT_IS_COLD, LossScript.MORE_THAN_CAN_BE_HOT);

    @TempDir
    Path temporary;

    private final List<String> lines = new ArrayList<>();
    private final List<String> lostByUs = new ArrayList<>();

    /// What came back of all databases of a script.
    private record Outcome(int right, int expected, String integrity, int exitCode) {

        String text() {
            return right + " of " + expected + ", " + integrity + ", exit " + exitCode;
        }
    }

    @Test
    void bothPlayEveryScript() throws Exception {
        Path litestream = LitestreamPeer.find();
        lines.add("| | script | Flotilla | Litestream |");
        lines.add("|---|---|---|---|");
        for (LossScript script : LossScript.values()) {
            Outcome ours = play(script, peer(script, Optional.empty()));
            if (ours.right() < ours.expected() || ours.exitCode() != 0) {
                lostByUs.add(script.name());
            }
            String theirs = ABOUT_TIERS.contains(script)
                    ? "does not apply: it has no tiers, and follows every database all the time"
                    : play(script, peer(script, Optional.of(litestream))).text();
            lines.add("| " + script.number() + " | " + script.text() + " | " + ours.text() + " | " + theirs + " |");
        }
        lines.add("| 8 | two databases, one replica | refused by name, the first is whole | "
                + twoDatabasesInOneReplica(litestream) + " |");
        lines.forEach(System.out::println);
        assertThat(lostByUs).isEmpty();
    }

    private interface PeerOf {
        Peer in(Path directory) throws IOException;
    }

    private static PeerOf peer(LossScript script, Optional<Path> litestream) {
        if (litestream.isEmpty()) {
            return directory -> new FlotillaPeer(directory, Tier.COLD, "source");
        }
        List<String> names = IntStream.range(0, 50).mapToObj(i -> i + ".db").toList();
        return directory -> LitestreamPeer.of(
                litestream.get(),
                directory,
                script == LossScript.MORE_THAN_CAN_BE_HOT
                        ? names
                        : script == LossScript.WRITES_WHILE_IT_WAS_DOWN ? List.of("a.db", "b.db") : List.of("a.db"));
    }

    private Outcome play(LossScript script, PeerOf peers) throws Exception {
        Path directory = Files.createTempDirectory(temporary, script.name());
        Files.createDirectory(directory.resolve("source"));
        try (var application = SqliteProcess.start();
                Peer peer = peers.in(directory)) {
            var scene = new LossScript.Scene(directory, application, peer);
            try {
                script.play(scene);
            } catch (AssertionError promise) {
                return new Outcome(
                        0,
                        0,
                        String.valueOf(promise.getMessage()).lines().findFirst().orElse(""),
                        -1);
            }
            int right = 0;
            int expected = 0;
            int exitCode = 0;
            String integrity = "ok";
            for (String name : scene.databases()) {
                Path output = directory.resolve("restored-" + name);
                exitCode = Math.max(exitCode, peer.restore(name, output));
                Map<String, String> rows =
                        rows(application.open(scene.database(name)).query("SELECT id, hex(v) FROM t"));
                expected += rows.size();
                right += Files.exists(output) ? equalRows(output, rows) : 0;
                String check = Files.exists(output) ? query(output, "PRAGMA integrity_check") : "not restored";
                integrity = check.equals("ok")
                        ? integrity
                        : check.lines().findFirst().orElse("");
            }
            return new Outcome(right, expected, integrity, exitCode);
        }
    }

    private static Map<String, String> rows(String text) {
        Map<String, String> rows = new HashMap<>();
        text.lines().map(line -> line.split("\\|", 2)).forEach(row -> rows.put(row[0], row[1]));
        return rows;
    }

    private static int equalRows(Path restored, Map<String, String> expected) throws SQLException {
        Map<String, String> found = rows(query(restored, "SELECT id, hex(v) FROM t"));
        return (int) expected.entrySet().stream()
                .filter(row -> row.getValue().equals(found.get(row.getKey())))
                .count();
    }

    private static String query(Path database, String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var text = new StringBuilder();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                text.append(rows.getString(1))
                        .append(columns > 1 ? "|" + rows.getString(2) : "")
                        .append('\n');
            }
            return text.toString().strip();
        } catch (SQLException damaged) {
            return String.valueOf(damaged.getMessage());
        }
    }

    private String twoDatabasesInOneReplica(Path litestream) throws Exception {
        Path directory = Files.createTempDirectory(temporary, "two");
        try (var application = SqliteProcess.start()) {
            List<List<Path>> replicas = new ArrayList<>();
            for (String root : List.of("source", "other")) {
                Path database = Files.createDirectory(directory.resolve(root)).resolve("a.db");
                application
                        .open(database, "PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, v)")
                        .execute("INSERT INTO t(v) VALUES('" + root + "')")
                        .close();
                replicas.add(List.of(database, directory.resolve("replicas/a.db")));
            }
            try (var peer = new LitestreamPeer(litestream, directory, replicas)) {
                int exitCode = peer.onceAndExitCode();
                Path output = directory.resolve("restored.db");
                int restored = peer.restore("a.db", output);
                String row = Files.exists(output) ? query(output, "SELECT v FROM t") : "nothing";
                return "exit " + exitCode + "; restore: exit " + restored + ", " + row;
            }
        }
    }
}
