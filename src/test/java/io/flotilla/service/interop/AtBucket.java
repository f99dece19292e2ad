package io.flotilla.service.interop;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// Some databases, and the programs that know the keys of a bucket. Used by one thread.
///
/// @param temporary a directory for all of it
record AtBucket(Path temporary) {

    Path source() throws IOException {
        return Files.createDirectories(temporary.resolve("source"));
    }

    Program flotilla() {
        return withKeys(Program.flotilla(temporary.resolve("flotilla.log")));
    }

    /// Where there is none, the test is skipped.
    Program litestream() throws IOException, InterruptedException {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "There is no Litestream, and no Go to build it with");
        return withKeys(new Program(List.of(found.orElseThrow().toString()), temporary.resolve("litestream.log")));
    }

    private static Program withKeys(Program program) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--unset=AWS_ACCESS_KEY_ID",
                "--unset=AWS_SECRET_ACCESS_KEY",
                "LITESTREAM_ACCESS_KEY_ID=" + S3Server.ACCESS_KEY,
                "LITESTREAM_SECRET_ACCESS_KEY=" + S3Server.SECRET_KEY));
        command.addAll(program.command());
        return new Program(command, program.log());
    }

    /// Uploads what is new in all of them.
    String replicateOnce(String url) throws IOException, InterruptedException {
        return flotilla()
                .run(
                        "replicate",
                        source().toString(),
                        url,
                        "--state",
                        temporary.resolve("state").toString(),
                        "--once");
    }

    /// Adds so many rows to a database, and leaves no log behind.
    void write(String name, int rows) throws Exception {
        Path file = source().resolve(name);
        Files.createDirectories(file.getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, content BLOB)");
            for (int row = 0; row < rows; row++) {
                statement.execute("INSERT INTO t(content) VALUES (randomblob(300))");
            }
        }
    }
}
