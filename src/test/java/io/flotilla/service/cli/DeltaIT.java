package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flotilla restore --all --delta` of the packaged program.
class DeltaIT {

    @TempDir
    private Path temporary;

    @Test
    void saysWhatItWillReadAndRestoresThat() throws Exception {
        Path directory = temporary.toRealPath();
        Path source = Files.createDirectory(directory.resolve("source"));
        String target = directory.resolve("target").toString();
        String tree = directory.resolve("tree").toString();
        write(source.resolve("a.db"));
        write(source.resolve("b.db"));
        write(source.resolve("c.db"));
        program().run("replicate", source.toString(), target, "--once", "--state", directory + "/state");
        program().run("restore", "--all", target, "-o", tree);
        Files.delete(directory.resolve("tree/a.db"));
        write(directory.resolve("tree/b.db"));
        byte[] other = Files.readAllBytes(directory.resolve("tree/b.db"));

        Answer planned =
                new Answer(program().run("restore", "--all", "--delta", "--dry-run", "--json", target, "-o", tree));

        assertThat(planned.at("$.delta.missing")).isEqualTo("1");
        assertThat(planned.at("$.delta.different")).isEqualTo("1");
        assertThat(planned.at("$.delta.requests")).isEqualTo("2");
        assertThat(planned.at("$.unchanged")).isEqualTo("1");
        assertThat(directory.resolve("tree/a.db")).doesNotExist();
        assertThat(directory.resolve("tree/b.db")).hasBinaryContent(other);

        String said = program().run("restore", "--all", "--delta", target, "-o", tree);

        assertThat(said)
                .contains("To restore: 2 databases, 1 of them missing and 1 different, by 2 requests for ")
                .contains("Restored 2 of 3 databases", "; 1 unchanged");
        for (String name : new String[] {"a.db", "b.db", "c.db"}) {
            assertThat(directory.resolve("tree").resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }

        Ended forced = program().attempt("restore", "--all", "--delta", "--force", target, "-o", tree);
        assertThat(forced.exitCode()).isEqualTo(2);
        assertThat(forced.error()).startsWith("Error: --force replaces all databases, and --delta those that differ");
    }

    private Program program() throws IOException {
        return Program.flotilla(Files.createTempFile(temporary, "log", ""));
    }

    private static void write(Path database) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS things (content BLOB)");
            statement.execute("INSERT INTO things VALUES (randomblob(5000))");
        }
    }
}
