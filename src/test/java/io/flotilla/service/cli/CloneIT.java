package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flotilla clone` of the packaged program.
class CloneIT {

    private static final String FIRST = "0000000000000001";

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;
    private Path target;
    private Path original;
    private Path before;

    /// Two uploads of a database that its group may read.
    @BeforeEach
    void replicate() throws Exception {
        directory = temporary.toRealPath();
        source = Files.createDirectories(directory.resolve("source"));
        target = directory.resolve("target");
        original = source.resolve("tenants/42.db");
        write(original, 1);
        Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rw-r-----"));
        once();
        before = Files.copy(original, directory.resolve("before.db"));
        write(original, 2);
        once();
    }

    @Test
    void bringsBackAnEarlierStateUnderItsKeyWithTheModeThatItHad() throws Exception {
        Path clone = directory.resolve("clone.db");

        Ended ended = clone("--txid", FIRST, "tenants/42.db", target.toString(), clone.toString());

        assertThat(ended.error()).isEmpty();
        assertThat(ended.exitCode()).isZero();
        assertThat(ended.output()).startsWith("Restored " + clone + " as of TXID " + FIRST);
        assertThat(clone).hasSameBinaryContentAs(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(clone)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void warnsBesideTheOriginalAndBecomesADatabaseOfItsOwn() throws Exception {
        Path clone = original.resolveSibling("42-copy.db");

        Ended ended = clone("--json", original.toString(), target.toString(), clone.toString());

        assertThat(ended.exitCode()).as(ended.error()).isZero();
        assertThat(new Answer(ended.output()).at("$.replica")).isEqualTo("file://" + target + "/tenants/42.db");
        assertThat(ended.error())
                .isEqualTo("Warning: '" + clone + "' lies below '" + source + "', which is replicated to file://"
                        + target + ": there it becomes a database of its own, with the replica tenants/42-copy.db,"
                        + " which begins anew\n");
        assertThat(clone).hasSameBinaryContentAs(original);
        List<Path> history = files(target.resolve("tenants/42.db"));

        once();

        assertThat(files(target.resolve("tenants/42.db"))).isEqualTo(history);
        assertThat(files(target.resolve("tenants/42-copy.db"))).hasSize(1);
    }

    @Test
    void refusesANameWithTheHistoryOfAnother() throws Exception {
        Path gone = source.resolve("tenants/gone.db");
        write(gone, 3);
        once();
        Files.delete(gone);

        Ended ended = clone("tenants/42.db", target.toString(), gone.toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error())
                .startsWith("Error: '" + gone + "' would go on with the history of another database: ")
                .contains("has a replica tenants/gone.db already", "Try: another name");
        assertThat(gone).doesNotExist();
    }

    @Test
    void overwritesNothingAndSaysWhatIsNotThere() throws Exception {
        Ended taken = clone("tenants/42.db", target.toString(), original.toString());
        assertThat(taken.exitCode()).isEqualTo(1);
        assertThat(taken.error()).startsWith("Error: Already exists: " + original);

        Path clone = directory.resolve("clone.db");
        Ended absent = clone("tenants/43.db", target.toString(), clone.toString());
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.error()).startsWith("Error: No replica of 'tenants/43.db' at file://" + target);
        assertThat(clone).doesNotExist();
    }

    @Test
    void onlyShowsThePlanWhenAsked() throws Exception {
        Path clone = directory.resolve("clone.db");

        Ended ended = clone("--dry-run", "--json", "tenants/42.db", target.toString(), clone.toString());

        assertThat(ended.exitCode()).as(ended.error()).isZero();
        assertThat(new Answer(ended.output()).at("$[0].min_txid")).isEqualTo(FIRST);
        assertThat(clone).doesNotExist();
    }

    /// The state home is that of the test, so that the root is known where only a key is given.
    private Ended clone(String... arguments) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("clone"));
        words.addAll(List.of(arguments));
        return program().attempt(words.toArray(String[]::new));
    }

    private void once() throws IOException, InterruptedException {
        program().run("replicate", source.toString(), target.toString(), "--once");
    }

    private Program program() throws IOException {
        Program packaged = Program.flotilla(Files.createTempFile(directory, "log", ""));
        List<String> command = new ArrayList<>(List.of("env", "XDG_STATE_HOME=" + directory.resolve("states")));
        command.addAll(packaged.command());
        return new Program(command, packaged.log());
    }

    private static List<Path> files(Path replica) throws IOException {
        try (var files = Files.walk(replica)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void write(Path database, int rows) throws IOException, SQLException {
        Files.createDirectories(database.getParent());
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS things (content BLOB)");
            for (int row = 0; row < rows; row++) {
                statement.execute("INSERT INTO things VALUES (randomblob(5000))");
            }
        }
    }
}
