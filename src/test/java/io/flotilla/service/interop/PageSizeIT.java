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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replica whose page size changed: the real Litestream, and Flotilla, restore every transaction before and after.
class PageSizeIT {

    @TempDir
    private Path directory;

    @Test
    void bothRestoreEveryTransactionBeforeAndAfterTheChanges() throws Exception {
        Optional<Path> found = LitestreamBinary.find(Path.of(System.getProperty("flotilla.build", "target")));
        Assumptions.assumeTrue(found.isPresent(), "there is no Litestream to try it with");
        var litestream = new Program(List.of(found.orElseThrow().toString()), directory.resolve("litestream.log"));
        Path source = Files.createDirectory(directory.resolve("source"));
        Path replica = directory.resolve("target").resolve("a.db");
        var flotilla = new Flotilla(
                Program.flotilla(directory.resolve("flotilla.log")),
                source,
                directory.resolve("target"),
                directory.resolve("state"));
        List<Path> states = new ArrayList<>();
        for (int pageBytes : new int[] {4096, 4096, 512, 512, 65536, 8192, 8192}) {
            write(source.resolve("a.db"), pageBytes);
            flotilla.replicateOnce();
            states.add(Files.copy(source.resolve("a.db"), directory.resolve("state-" + states.size())));
        }

        for (int txId = 1; txId <= states.size(); txId++) {
            String hex = "%016x".formatted(txId);
            Path theirs = directory.resolve("theirs-" + hex);
            Path ours = directory.resolve("ours-" + hex);
            litestream.run(
                    "restore",
                    "-txid",
                    hex,
                    "-o",
                    theirs.toString(),
                    replica.toUri().toString());
            assertThat(flotilla.restore(replica, ours, hex).exitCode()).isZero();
            assertThat(theirs).as("Litestream, TXID %s", hex).hasSameBinaryContentAs(states.get(txId - 1));
            assertThat(ours).as("Flotilla, TXID %s", hex).hasSameBinaryContentAs(states.get(txId - 1));
        }
        Path latest = directory.resolve("latest");
        litestream.run("restore", "-o", latest.toString(), replica.toUri().toString());
        assertThat(latest).hasSameBinaryContentAs(states.getLast());
    }

    private static void write(Path database, int pageBytes) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=delete");
            statement.execute("pragma page_size=" + pageBytes);
            statement.execute("vacuum");
            statement.execute("pragma journal_mode=wal");
            statement.execute("create table if not exists t(x)");
            statement.execute("insert into t values (randomblob(20000))");
        }
    }
}
