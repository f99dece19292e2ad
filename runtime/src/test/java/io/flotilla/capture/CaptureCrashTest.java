package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An application is killed, and leaves a log or a journal behind.
class CaptureCrashTest {

    @TempDir
    Path directory;

    private Path database;
    private SqliteProcess application;
    private Replicated replicated;

    private enum WalIndex {
        KEPT,
        DELETED,
        ZEROED
    }

    @BeforeEach
    void start() throws IOException {
        application = SqliteProcess.start();
        database = directory.resolve("app.db");
        replicated = Replicated.of(database, directory.resolve("state"));
    }

    @AfterEach
    void stop() {
        application.kill();
        replicated.close();
    }

    private SqliteProcess.Connection create(String journalMode) {
        return application.open(
                database,
                "PRAGMA journal_mode=" + journalMode,
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<200)"
                        + " INSERT INTO t(v) SELECT randomblob(1000) FROM n");
    }

    private void leave(WalIndex index) throws IOException {
        Path file = Path.of(database + "-shm");
        switch (index) {
            case KEPT -> assertThat(file).exists();
            case DELETED -> Files.delete(file);
            case ZEROED -> Files.write(file, new byte[(int) Files.size(file)]);
        }
    }

    @ParameterizedTest
    @EnumSource(WalIndex.class)
    @Tag("D-29")
    void takesTheWholeLogThatAKilledApplicationLeft(WalIndex index) throws IOException {
        var connection = create("WAL");
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id%7=0");
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(900)");
        application.kill();
        leave(index);
        replicated.catchUp("compared pages: first copy").assertNothingNew();
    }

    @ParameterizedTest
    @EnumSource(WalIndex.class)
    void followsToTheEndWhenTheApplicationIsKilled(WalIndex index) throws IOException {
        var connection = create("WAL");
        replicated.catchUp();
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id%7=0");
        application.kill();
        leave(index);
        replicated.catchUp("followed the log").assertNothingNew();

        application = SqliteProcess.start();
        connection = application.open(database, "UPDATE t SET v=randomblob(900) WHERE id=5");
        replicated.catchUp("followed the log");
        connection.close();
        replicated.step();
        replicated.assertEqual();
    }

    /// The log stays, and has nothing new.
    @Test
    @Tag("D-9")
    void comparesPagesWhenTheDatabaseUnderALogIsAnotherFile() throws IOException {
        var connection = create("WAL");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE t SET v=randomblob(900) WHERE id=5");
        application.kill();
        replicated.catchUp().assertNothingNew();
        byte[] other = Files.readAllBytes(database);
        other[other.length - 1] ^= 1;
        Files.delete(database);
        Files.write(database, other);
        replicated.catchUp("compared pages: the file was replaced");
    }

    @Test
    @Tag("D-28")
    void followsAnExclusiveHolderThatIsKilled() throws IOException {
        create("WAL").close();
        var connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE");
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id%7=0");
        replicated.catchUp();
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id%5=0");
        application.kill();
        assertThat(Path.of(database + "-shm")).doesNotExist();
        replicated.catchUp("followed the log").assertNothingNew();
    }

    @Test
    void readsALogWhoseLastFrameIsTorn() throws IOException {
        var connection = create("WAL");
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id=3");
        application.kill();
        Path log = Path.of(database + "-wal");
        try (var channel = java.nio.channels.FileChannel.open(log, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 100);
        }
        replicated.catchUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST"})
    @Tag("D-29")
    void waitsWhileARollbackJournalIsHot(String journalMode) throws IOException {
        var connection = create(journalMode);
        replicated.catchUp();
        byte[] committed = replicated.image();
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(900)");
        application.kill();
        assertThat(Files.readAllBytes(database)).isNotEqualTo(committed);
        assertThat(replicated.assertUnsettled()).contains("a rollback journal is there");

        application = SqliteProcess.start();
        connection = application.open(database);
        connection.query("SELECT count(*) FROM t");
        CaptureResult result = replicated.step();
        assertThat(result).isNotInstanceOf(CaptureResult.Unsettled.class);
        replicated.assertEqual();
        assertThat(RecoveredCopy.query(replicated.image(), "SELECT sum(length(v)) FROM t"))
                .isEqualTo("200000");
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id=5");
        replicated.catchUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF"})
    @Tag("D-23")
    void comparesPagesBetweenTransactionsWithoutALog(String journalMode) throws IOException {
        var connection = create(journalMode);
        replicated.catchUp();
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id=5");
        replicated.catchUp();
        assertThat(replicated.pages()).isLessThan(5);
        connection.execute("BEGIN", "UPDATE t SET v=randomblob(900) WHERE id=6");
        connection.execute("COMMIT", "DELETE FROM t WHERE id>50", "VACUUM");
        replicated.catchUp();
    }

    @Test
    void waitsForALargeTransactionWithoutALog() throws IOException {
        var connection = create("DELETE");
        replicated.catchUp();
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(900)");
        assertThat(replicated.assertUnsettled()).contains("a rollback journal is there");
        connection.execute("ROLLBACK");
        replicated.step();
        replicated.assertEqual();
    }

    @Test
    @Tag("D-23")
    void followsAChangeOfTheJournalModeThereAndBack() throws IOException {
        var connection = create("DELETE");
        replicated.catchUp();
        connection.execute("PRAGMA journal_mode=WAL", "UPDATE t SET v=randomblob(900) WHERE id=5");
        replicated.catchUp();
        connection.execute("UPDATE t SET v=randomblob(900) WHERE id=6");
        replicated.catchUp("followed the log");
        connection.execute("PRAGMA journal_mode=DELETE", "UPDATE t SET v=randomblob(900) WHERE id=7");
        replicated.catchUp("compared pages: the log is gone");
    }
}
