package io.flotilla.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flotilla.disk.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreationTest {

    private static final NamePattern PATTERN = NamePattern.parse("p{p}/{t:1-50}.db");

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Creation creation = new Creation(threads, 2);

    @TempDir
    Path directory;

    private Path template;
    private Path root;

    @BeforeEach
    void makeTemplate() throws SQLException {
        template = directory.resolve("template.db");
        root = directory.resolve("root");
        try (Connection connection = open(template)) {
            execute(connection, "PRAGMA journal_mode = WAL");
            execute(connection, "CREATE TABLE words (word TEXT)");
            execute(connection, "INSERT INTO words VALUES ('first')");
        }
    }

    @AfterEach
    void endThreads() {
        threads.close();
    }

    @Test
    void makesWholeDatabases() throws Exception {
        Created created = create(1234);

        assertThat(created.made()).isEqualTo(1234);
        assertThat(created.existing()).isZero();
        assertThat(created.bytes()).isEqualTo(Files.size(template));
        List<Path> files = files(root);
        assertThat(files).hasSize(1234).allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(template));
        try (Connection connection = open(files.getLast())) {
            execute(connection, "INSERT INTO words VALUES ('second')");
        }
        assertThat(files.getFirst()).hasSameBinaryContentAs(template);
    }

    @Test
    void leavesWhatIsThereAndMakesTheRest() throws Exception {
        create(60);
        Path kept = root.resolve("p1/7.db");
        Files.writeString(kept, "of somebody");
        Files.delete(root.resolve("p2/3.db"));

        Created created = create(100);

        assertThat(created.made()).isEqualTo(41);
        assertThat(created.existing()).isEqualTo(59);
        assertThat(kept).hasContent("of somebody");
        assertThat(files(root)).hasSize(100);
    }

    @Test
    void makesADirectoryForEach() throws Exception {
        NamePattern pattern = NamePattern.parse("a{a}/b{b:1-3}/c/{t:1-5}/one.db");
        Path old = Files.createDirectories(root.resolve("a1/b1/c/2"));
        var request = new CreationRequest(template, pattern, 60, root);

        assertThat(creation.run(request, done -> {}).made()).isEqualTo(60);
        assertThat(files(root)).hasSize(60).allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(template));
        assertThat(Files.getPosixFilePermissions(root.resolve("a1/b1/c/3")))
                .isEqualTo(Files.getPosixFilePermissions(old));
        assertThat(creation.run(request, done -> {}).existing()).isEqualTo(60);
    }

    @Test
    void tellsWhatStandsInTheWay() throws Exception {
        Files.createDirectories(root.resolve("p1/5.db"));
        assertThatThrownBy(() -> create(50)).hasMessageContaining("p1/5.db").hasMessageContaining("Something else");

        Files.writeString(root.resolve("p2"), "no directory");
        Files.delete(root.resolve("p1/5.db"));
        assertThatThrownBy(() -> create(100)).isInstanceOf(IOException.class).hasMessageContaining("p2");
    }

    @Test
    void copiesALargeTemplate() throws Exception {
        try (Connection connection = open(template)) {
            execute(connection, "INSERT INTO words VALUES (randomblob(3000000))");
        }

        assertThat(create(3).made()).isEqualTo(3);

        assertThat(files(root)).hasSize(3).allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(template));
    }

    @Test
    void refusesHalfADatabase() throws Exception {
        try (Connection connection = open(template)) {
            execute(connection, "INSERT INTO words VALUES ('in the log')");
            assertRefused("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        Path journal = directory.resolve("template.db-journal");
        Files.write(
                journal, new byte[] {(byte) 0xd9, (byte) 0xd5, 5, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7});
        assertRefused("not finished");

        Files.write(journal, new byte[512]);
        assertThat(create(1).made()).isEqualTo(1);
        Files.delete(journal);

        Files.write(template, new byte[100], StandardOpenOption.APPEND);
        assertRefused("pages of 4096");
        Files.write(template, new byte[0]);
        assertRefused("it is empty");
        Files.writeString(template, "some text that is a good deal longer than the header of a database, ".repeat(9));
        assertRefused("no SQLite database");
        assertThat(files(root)).hasSize(1);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> create(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(template.toString())
                .hasMessageContaining(why);
    }

    @Test
    void refusesAPatternWithTooFewNames() {
        assertThatThrownBy(() -> new CreationRequest(template, NamePattern.parse("{t:1-5}.db"), 6, root))
                .hasMessageContaining("gives 5 names, not 6");
    }

    @Test
    void endsWhereTheDiskIsFull() throws Exception {
        Files.createDirectory(root);
        try (var small = Mount.tmpfs(root, "size=200k")) {
            assertThatThrownBy(() -> create(100)).hasMessageContaining("No space left");

            assertThat(files(root))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).hasSameBinaryContentAs(template));
        }
    }

    @Test
    void letsGoOfADiskThatIsTooSmallForTheTemplate() throws Exception {
        try (Connection connection = open(template)) {
            execute(connection, "INSERT INTO words VALUES (randomblob(3000000))");
        }
        Files.createDirectory(root);
        try (var small = Mount.tmpfs(root, "size=200k")) {
            assertThatThrownBy(() -> create(1)).hasMessageContaining("No space left");

            assertThat(openFilesBelow(root.toRealPath())).isEmpty();
        }
    }

    private static List<Path> openFilesBelow(Path directory) throws IOException {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    open.add(Files.readSymbolicLink(descriptor));
                } catch (NoSuchFileException closed) {
                    // since it was listed
                }
            }
        }
        open.removeIf(file -> !file.startsWith(directory));
        return open;
    }

    /// FUSE knows no files without names.
    @Test
    void worksWhereAFileNeedsANameAtOnce() throws Exception {
        Path behind = Files.createDirectory(directory.resolve("behind"));
        Files.createDirectory(root);
        try (var fuse = Mount.fuse(behind, root)) {
            try (Root opened = Root.open(root)) {
                assumeThat(opened.naming()).isEqualTo(Root.Naming.TEMPORARY);
            }
            assertThat(create(120).made()).isEqualTo(120);
            assertThat(create(120).existing()).isEqualTo(120);
        }
        assertThat(files(behind)).hasSize(120);
    }

    @Test
    void removesWhatAKilledRunLeft() throws Exception {
        Path above = Files.createDirectories(root.resolve("p1"));
        Files.writeString(above.resolve(".1.db.new"), "half of it");
        Files.writeString(above.resolve(".2.db.new"), "half of it");
        Files.writeString(above.resolve("2.db"), "there");

        try (Root opened = Root.open(root, Root.Naming.TEMPORARY);
                TemplateCopy copy = TemplateCopy.make(template, opened);
                var maker = new FileMaker(opened, copy)) {
            assertThat(maker.make("p1/1.db")).isTrue();
            assertThat(maker.make("p1/2.db")).isFalse();
        }
        assertThat(files(root)).containsExactly(above.resolve("1.db"), above.resolve("2.db"));
        assertThat(above.resolve("1.db")).hasSameBinaryContentAs(template);
        assertThat(above.resolve("2.db")).hasContent("there");
    }

    private Created create(int count) throws IOException, InterruptedException {
        return creation.run(new CreationRequest(template, PATTERN, count, root), done -> {});
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static Connection open(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
