package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Files that come, go, are replaced, or are no databases. Nobody has them open.
class CaptureSourceTest {

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private Path database;
    private Replicated replicated;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        replicated = Replicated.of(database, directory.resolve("state"));
    }

    @AfterEach
    void close() {
        replicated.close();
    }

    private static void create(Path file, String journalMode, String... before) {
        var connection = application.open(file, before);
        connection.execute(
                "PRAGMA journal_mode=" + journalMode,
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<50)"
                        + " INSERT INTO t(v) SELECT randomblob(1000) FROM n");
        connection.close();
    }

    private String assertUnsupported() throws IOException {
        CaptureResult result = replicated.step();
        assertThat(result).isInstanceOf(CaptureResult.Unsupported.class);
        return ((CaptureResult.Unsupported) result).why().text();
    }

    @Test
    @Tag("D-8")
    void isMissingBeforeItComesAndAfterItWasDeleted() throws IOException {
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Missing.class);
        create(database, "WAL");
        replicated.catchUp();
        Files.delete(database);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Missing.class);
        create(database, "WAL");
        replicated.catchUp();
    }

    @Test
    void isMissingWhenItsDirectoryBecameAFile() throws IOException {
        Path inner = directory.resolve("inner/app.db");
        Files.createDirectory(inner.getParent());
        create(inner, "WAL");
        try (var other = Replicated.of(inner, directory.resolve("other"))) {
            other.catchUp();
            Files.delete(inner);
            Files.delete(inner.getParent());
            Files.writeString(inner.getParent(), "a file");
            assertThat(other.step()).isInstanceOf(CaptureResult.Missing.class);
        }
    }

    @Test
    @Tag("D-10")
    void comparesWithTheFileThatWasRenamedOverIt() throws IOException {
        create(database, "WAL");
        replicated.catchUp();
        Path other = directory.resolve("other.db");
        create(other, "WAL");
        Files.move(other, database, StandardCopyOption.REPLACE_EXISTING);
        replicated.catchUp();
    }

    @Test
    @Tag("D-11")
    void comparesWithTheFileThatWasCopiedOverIt() throws IOException {
        create(database, "DELETE");
        replicated.catchUp();
        Path other = directory.resolve("other.db");
        create(other, "WAL");
        Files.write(database, Files.readAllBytes(other));
        replicated.catchUp();
    }

    @Test
    @Tag("D-15")
    void waitsForTheFirstPage() throws IOException {
        Files.createFile(database);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Waiting.class);
        create(database, "WAL");
        replicated.catchUp();
    }

    @Test
    @Tag("D-15")
    void refusesWhatIsNoDatabase() throws IOException {
        Files.writeString(database, "not a database ".repeat(1000));
        assertThat(assertUnsupported()).contains("not a SQLite database");
        Files.writeString(database, "short");
        assertThat(assertUnsupported()).contains("not a SQLite database");
    }

    @Test
    void refusesAnUnknownFileFormat() throws IOException {
        create(database, "WAL");
        byte[] bytes = Files.readAllBytes(database);
        bytes[18] = 3;
        bytes[19] = 3;
        Files.write(database, bytes);
        assertThat(assertUnsupported()).isEqualTo("file format version 3 is not known");
    }

    @Test
    void refusesAnUnknownLogFormat() throws IOException {
        create(database, "WAL");
        byte[] log = io.flotilla.wal.WalFiles.header(
                java.nio.ByteOrder.LITTLE_ENDIAN, 4096, new io.flotilla.wal.Salts(1, 2));
        java.nio.ByteBuffer.wrap(log).putInt(4, 3007001);
        var sum = io.flotilla.wal.WalChecksum.START.update(log, 0, 24, java.nio.ByteOrder.LITTLE_ENDIAN);
        java.nio.ByteBuffer.wrap(log).putInt(24, sum.first()).putInt(28, sum.second());
        Files.write(Path.of(database + "-wal"), log);
        assertThat(assertUnsupported()).contains("3007001");
    }

    @Test
    void refusesADirectory() throws IOException {
        Files.createDirectory(database);
        assertThat(assertUnsupported()).isEqualTo("not a file");
    }

    /// Opening a pipe waits for its writer.
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @Tag("D-15")
    void refusesAPipeWithoutOpeningIt() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", database.toString()).start().waitFor())
                .isZero();
        assertThat(assertUnsupported()).isEqualTo("not a file");
    }

    @Test
    @Tag("D-33")
    void refusesAHardLink() throws IOException {
        create(database, "WAL");
        Files.createLink(directory.resolve("second.db"), database);
        assertThat(assertUnsupported()).contains("hard-linked");
        Files.delete(directory.resolve("second.db"));
        replicated.catchUp();
    }

    @Test
    void sendsAnUnreadableFileToItsCaller() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root reads every file");
        create(database, "WAL");
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("---------"));
        assertThatThrownBy(() -> replicated.step()).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    @Tag("D-22")
    void goesOnWithAnotherPageSizeByAFullFile() throws IOException {
        create(database, "DELETE");
        replicated.catchUp();
        application.open(database, "PRAGMA page_size=1024", "VACUUM").close();
        replicated.catchUp("compared pages: the page size changed");
        assertThat(replicated.image()).hasSize(replicated.pages() * 1024);
    }

    @Test
    @Tag("D-19")
    void keepsReservedBytes() throws IOException {
        create(database, "WAL");
        byte[] bytes = Files.readAllBytes(database);
        assertThat(bytes[20]).isZero();
        Files.delete(database);
        create(database, "WAL", "PRAGMA page_size=512");
        bytes = Files.readAllBytes(database);
        Files.delete(database);
        // One empty page of a new database, which SQLite takes the number of reserved bytes from.
        byte[] first = new byte[512];
        System.arraycopy(bytes, 0, first, 0, 100);
        first[20] = 32;
        first[100] = 13;
        java.nio.ByteBuffer.wrap(first)
                .putInt(28, 1)
                .putInt(32, 0)
                .putInt(36, 0)
                .putInt(40, 0)
                .putInt(52, 0)
                .putShort(105, (short) 480);
        Files.write(database, first);
        create(database, "WAL");
        replicated.catchUp();
        assertThat(replicated.image()[20]).isEqualTo((byte) 32);
        application.open(database, "INSERT INTO t(v) VALUES(randomblob(2000))").close();
        replicated.catchUp();
    }

    /// As a copy that is still being made, or one that was cut.
    @Test
    void waitsForAFileThatIsShorterThanItsHeaderSays() throws IOException {
        create(database, "DELETE");
        byte[] whole = Files.readAllBytes(database);
        for (int length : new int[] {100, 300, 4096, whole.length - 1, whole.length - 4096}) {
            Files.write(database, java.util.Arrays.copyOf(whole, length));
            assertThat(replicated.assertUnsettled()).contains("shorter than its header says");
        }
        Files.write(database, whole);
        replicated.catchUp();
    }

    @Test
    void takesTheWholeFileWhenItsHeaderDoesNotKnowTheSize() throws IOException {
        create(database, "DELETE");
        try (var channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(4), 28);
        }
        replicated.catchUp();
        application.open(database, "INSERT INTO t(v) VALUES(randomblob(2000))").close();
        replicated.catchUp();
    }

    @Test
    void bytesBehindTheLastPageAreNotShipped() throws IOException {
        create(database, "DELETE");
        int length = (int) Files.size(database);
        Files.write(database, "tail".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).hasSize(length);
    }

    /// Sparse: it costs no space.
    @Test
    void refusesAFileWithMorePagesThanCanBeCounted() throws IOException {
        create(database, "DELETE", "PRAGMA page_size=512");
        try (var channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(1), (1L << 31) * 512 + 511);
        }
        assertThat(assertUnsupported()).contains("pages");
    }

    /// The log of a killed application lies beside the real name: the file alone would be an old state.
    @Test
    @Tag("D-13")
    void refusesASymbolicLinkAndTakesAFileBelowOne() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real")).resolve("real.db");
        try (var killed = SqliteProcess.start()) {
            killed.open(
                    real,
                    "PRAGMA journal_mode=WAL",
                    "CREATE TABLE t(v)",
                    "PRAGMA wal_checkpoint",
                    "INSERT INTO t VALUES(1)");
            killed.kill();
        }
        Files.createSymbolicLink(database, real);
        assertThat(assertUnsupported()).startsWith("a symbolic link");

        Path linked = Files.createSymbolicLink(directory.resolve("linked"), real.getParent());
        try (var below = Replicated.of(linked.resolve("real.db"), directory.resolve("below"))) {
            below.catchUp();
        }
    }
}
