package io.flotilla.service.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged program and a bucket, and Litestream at the same bucket.
class S3IT {

    private static final List<String> NAMES = List.of("a.db", "tenants/b.db", "tenants/with space/ä.db");

    @TempDir
    private Path temporary;

    private Path source;
    private S3Server server;
    private Program flotilla;

    @BeforeEach
    void start() throws Exception {
        source = Files.createDirectory(temporary.resolve("source"));
        server = S3Server.start();
        flotilla = withKeys(Program.flotilla(temporary.resolve("flotilla.log")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void restoresFromABucketWhatItReplicatedThere() throws Exception {
        for (String name : NAMES) {
            write(name, 1);
        }
        replicateOnce("fleet");
        Path first = Files.copy(source.resolve("a.db"), temporary.resolve("first.db"));
        write("a.db", 200);
        assertThat(replicateOnce("fleet")).contains("1 file, ");
        assertThat(replicateOnce("fleet")).contains("0 files");

        Path restored = temporary.resolve("restored");
        flotilla.run("restore", "--all", server.url("fleet"), "-o", restored.toString());
        for (String name : NAMES) {
            assertThat(restored.resolve(name)).hasSameBinaryContentAs(source.resolve(name));
        }
        Path earlier = temporary.resolve("earlier.db");
        flotilla.run("restore", server.url("fleet/a.db"), "-o", earlier.toString(), "--txid", "0000000000000001");
        assertThat(earlier).hasSameBinaryContentAs(first);
        assertThat(flotilla.run("ltx", server.url("fleet/a.db")).lines()).hasSize(3);
    }

    @Test
    void followsADatabaseWhileItIsWritten() throws Exception {
        write("a.db", 1);
        Process running = flotilla.start(
                "replicate",
                source.toString(),
                server.url("fleet"),
                "--state",
                temporary.resolve("state").toString(),
                "--interval",
                "100ms");
        try {
            for (int round = 0; round < 20; round++) {
                write("a.db", 50);
            }
        } finally {
            running.destroy();
        }
        assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(running.exitValue()).as(flotilla.said()).isZero();

        Path restored = temporary.resolve("restored.db");
        flotilla.run("restore", server.url("fleet/a.db"), "-o", restored.toString());
        assertThat(restored).hasSameBinaryContentAs(source.resolve("a.db"));
    }

    @Test
    void litestreamRestoresWhatFlotillaWroteThere() throws Exception {
        Program litestream = litestream();
        for (String name : NAMES.subList(0, 2)) {
            write(name, 1);
        }
        replicateOnce("fleet");
        write("a.db", 300);
        replicateOnce("fleet");

        for (String name : NAMES.subList(0, 2)) {
            Path restored = temporary.resolve("restored-" + name.replace('/', '-'));
            litestream.run("restore", "-o", restored.toString(), server.url("fleet/" + name));
            assertThat(restored).hasSameBinaryContentAs(source.resolve(name));
        }
    }

    @Test
    void restoresWhatLitestreamWroteThere() throws Exception {
        Program litestream = litestream();
        write("a.db", 500);
        litestream.run("replicate", "-once", source.resolve("a.db").toString(), server.url("theirs"));
        write("a.db", 500);
        litestream.run("replicate", "-once", source.resolve("a.db").toString(), server.url("theirs"));

        Path ours = temporary.resolve("ours.db");
        Path theirs = temporary.resolve("theirs.db");
        flotilla.run("restore", server.url("theirs"), "-o", ours.toString());
        litestream.run("restore", "-o", theirs.toString(), server.url("theirs"));
        assertThat(ours).hasSameBinaryContentAs(theirs);
    }

    @Test
    void aBucketThatIsNotThereIsOneClearError() throws Exception {
        write("a.db", 1);
        Program.Ended ended = flotilla.attempt(
                "restore", server.url("x").replace("s3://interop", "s3://nowhere"), "-o", "restored.db");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error())
                .startsWith("Error: s3://nowhere/x: ")
                .contains("there is no such bucket: create it, or correct the URL");
    }

    private String replicateOnce(String prefix) throws Exception {
        return flotilla.run(
                "replicate",
                source.toString(),
                server.url(prefix),
                "--state",
                temporary.resolve("state").toString(),
                "--once");
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

    private Program litestream() throws Exception {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "There is no Litestream, and no Go to build it with");
        return withKeys(
                new Program(Stream.of(found.get()).map(Path::toString).toList(), temporary.resolve("litestream.log")));
    }

    /// Adds so many rows, and leaves no log behind.
    private void write(String name, int rows) throws Exception {
        Path file = source.resolve(name);
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
