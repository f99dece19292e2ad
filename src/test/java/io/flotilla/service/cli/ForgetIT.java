package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.filesystem.FileSystemTargetFactory;
import io.flotilla.service.packaged.Program;
import io.flotilla.service.packaged.Program.Ended;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.Settings;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `flotilla forget` of the packaged program.
class ForgetIT {

    @TempDir
    private Path temporary;

    private Path directory;
    private Path target;
    private Program program;

    @BeforeEach
    void replicate() throws IOException {
        directory = temporary.toRealPath();
        target = Files.createDirectory(directory.resolve("target"));
        program = Program.flotilla(directory.resolve("log"));
        try (var opened = new FileSystemTargetFactory().open(target.toUri(), Settings.NONE)) {
            var replicas = new Replicas(new LtxStore(opened, ReplicaLayout.LTX_FOLDER));
            replicas.add(ObjectKey.of("a.db"), 2);
            replicas.add(ObjectKey.of("b.db"), 3);
        }
    }

    @Test
    void removesOneReplicaWithItsHistoryWhereThatIsWished() throws Exception {
        List<Path> before = files();
        assertThat(program.run("forget", replica("a.db"), "--dry-run")).startsWith("Would remove ");
        Ended asked = program.attempt("forget", replica("a.db"));
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.error()).contains("Nobody is there to be asked");
        assertThat(files()).isEqualTo(before);

        assertThat(program.run("forget", replica("a.db"), "--yes"))
                .startsWith("Removed ")
                .contains("1 file");

        assertThat(files()).singleElement().asString().startsWith(replica("b.db"));
        assertThat(program.attempt("forget", replica("a.db"), "--yes").error()).contains("No replica at ");
    }

    @Test
    void leavesAReplicaAloneThatIsBeingWritten() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source.resolve("c.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (x)");
        }
        program.run(
                "replicate",
                source.toString(),
                target.toString(),
                "--state",
                directory.resolve("state").toString(),
                "--once");
        List<Path> before = files();

        Ended ended = program.attempt("forget", replica("c.db"), "--yes");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.error()).contains("the database seems to be replicated still");
        assertThat(files()).isEqualTo(before);
        program.run("forget", replica("c.db"), "--yes", "--even-if-written");
        assertThat(files()).hasSize(before.size() - 1);
    }

    private String replica(String name) {
        return target.resolve(name).toString();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(target)) {
            return files.filter(file -> file.toString().endsWith(".ltx"))
                    .sorted()
                    .toList();
        }
    }
}
