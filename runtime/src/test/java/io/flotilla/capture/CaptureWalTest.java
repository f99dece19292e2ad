package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real application writes a database in WAL mode; after each capture the image is, byte for byte, what SQLite
/// recovers from a copy of the files.
class CaptureWalTest {

    private static final String FOLLOWED = "followed the log";

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private Path database;
    private SqliteProcess.Connection connection;
    private Replicated replicated;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        connection = application.open(
                database,
                "PRAGMA journal_mode=WAL",
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                "CREATE INDEX i ON t(v)");
        replicated = Replicated.of(database, directory.resolve("state"));
    }

    @AfterEach
    void close() {
        connection.close();
        replicated.close();
    }

    private void insert(int rows, int bytes) {
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + rows
                + ") INSERT INTO t(v) SELECT randomblob(" + bytes + ") FROM n");
    }

    @Test
    void takesAFirstCopyWhileTheLogHoldsAlmostEverything() throws IOException {
        replicated.catchUp("compared pages: first copy").assertNothingNew();
        assertThat(replicated.txId()).isEqualTo(1);
    }

    @Test
    void followsTheLogCommitByCommit() throws IOException {
        replicated.catchUp();
        for (int i = 0; i < 10; i++) {
            insert(3, 300);
            replicated.catchUp(FOLLOWED).assertNothingNew();
        }
        assertThat(replicated.txId()).isEqualTo(11);
    }

    @Test
    void shipsManyCommitsInOneFileWithEachPageOnce() throws IOException {
        replicated.catchUp();
        for (int i = 0; i < 20; i++) {
            insert(1, 10);
        }
        replicated.catchUp(FOLLOWED);
        assertThat(replicated.pages()).isLessThan(6);
    }

    @Test
    void shipsNothingOfAnOpenTransaction() throws IOException {
        replicated.catchUp();
        connection.execute("PRAGMA cache_size=2", "PRAGMA cache_spill=1", "BEGIN");
        insert(400, 1000);
        assertThat(Files.size(Path.of(database + "-wal"))).isGreaterThan(100_000);
        replicated.assertNothingNew();
        connection.execute("UPDATE t SET v=randomblob(900)");
        replicated.assertNothingNew();
        connection.execute("COMMIT");
        replicated.catchUp(FOLLOWED);
    }

    @Test
    void forgetsASpilledTransactionThatIsRolledBack() throws IOException {
        replicated.catchUp();
        connection.execute("PRAGMA cache_size=2", "BEGIN");
        insert(400, 1000);
        replicated.assertNothingNew();
        connection.execute("ROLLBACK");
        replicated.assertNothingNew();
        insert(1, 100);
        replicated.catchUp(FOLLOWED).assertNothingNew();
    }

    @Test
    @Tag("D-20")
    void followsGrowthAndShrinking() throws IOException {
        connection.execute("PRAGMA cache_size=2000");
        replicated.catchUp();
        insert(2000, 500);
        replicated.catchUp(FOLLOWED);
        int large = replicated.image().length;
        connection.execute("DELETE FROM t WHERE id > 20", "VACUUM");
        replicated.catchUp(FOLLOWED).assertNothingNew();
        assertThat(replicated.image().length).isLessThan(large / 4);
        insert(500, 500);
        replicated.catchUp(FOLLOWED);
    }

    @Test
    @Tag("D-20")
    void followsShrinkingAndGrowthInOneStep() throws IOException {
        replicated.catchUp();
        insert(1000, 500);
        replicated.catchUp(FOLLOWED);
        connection.execute("DELETE FROM t", "VACUUM");
        insert(1500, 500);
        replicated.catchUp(FOLLOWED);
    }

    @Test
    void followsPagesThatAreAllocatedAndFreedInOneTransaction() throws IOException {
        replicated.catchUp();
        connection.execute("BEGIN", "CREATE TABLE u(v)");
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<500)"
                + " INSERT INTO u SELECT randomblob(2000) FROM n");
        connection.execute("DROP TABLE u", "COMMIT");
        replicated.catchUp(FOLLOWED);
    }

    @Test
    @Tag("D-20")
    void followsAnIncrementalVacuum() throws IOException {
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL", "VACUUM");
        insert(800, 700);
        replicated.catchUp();
        connection.execute("DELETE FROM t WHERE id > 100");
        replicated.catchUp(FOLLOWED);
        connection.execute("PRAGMA incremental_vacuum(50)");
        replicated.catchUp(FOLLOWED);
        connection.execute("PRAGMA incremental_vacuum");
        replicated.catchUp(FOLLOWED).assertNothingNew();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"})
    @Tag("D-24")
    void findsWhatACheckpointLeft(String kind) throws IOException {
        insert(50, 400);
        replicated.catchUp();
        insert(50, 400);
        connection.execute("PRAGMA wal_checkpoint(" + kind + ")");
        replicated.catchUp();
        insert(1, 100);
        replicated.catchUp();
        for (int i = 0; i < 3; i++) {
            insert(5, 400);
            replicated.catchUp(FOLLOWED).assertNothingNew();
        }
    }

    /// The replicator sees nothing between two whole generations of the log.
    @ParameterizedTest
    @ValueSource(strings = {"PASSIVE", "FULL", "RESTART", "TRUNCATE"})
    @Tag("D-24")
    void losesNothingWhenTheLogStartsOverUnseen(String kind) throws IOException {
        insert(50, 400);
        replicated.catchUp();
        connection.execute("UPDATE t SET v=randomblob(400) WHERE id=7", "PRAGMA wal_checkpoint(" + kind + ")");
        connection.execute("UPDATE t SET v=randomblob(400) WHERE id=30");
        replicated.catchUp().assertNothingNew();
        assertThat(replicated.how()).startsWith("compared pages: the log started over");
        assertThat(replicated.pages()).isLessThan(20);
    }

    @Test
    void shipsOnlyWhatDiffersWhenPagesAreCompared() throws IOException {
        insert(2000, 400);
        replicated.catchUp();
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        connection.execute("UPDATE t SET v=randomblob(400) WHERE id=1000");
        replicated.catchUp("compared pages: no place in a log is known");
        assertThat(replicated.pages()).isLessThan(40);
        connection.execute("UPDATE t SET v=randomblob(400) WHERE id=1001");
        replicated.catchUp(FOLLOWED);
    }

    @Test
    @Tag("D-26")
    void readsTheWholeDatabaseOnceTheLastConnectionHasRemovedTheLog() throws IOException {
        replicated.catchUp();
        insert(10, 300);
        connection.close();
        assertThat(Path.of(database + "-wal")).doesNotExist();
        replicated.catchUp("compared pages: the log is gone");
        connection = application.open(database);
        insert(10, 300);
        replicated.catchUp("compared pages: no place in a log is known");
        insert(10, 300);
        replicated.catchUp(FOLLOWED);
    }

    @Test
    @Tag("D-26")
    void findsWhatWasWrittenBetweenAnOpenAndAClose() throws IOException {
        connection.close();
        replicated.catchUp();
        for (int i = 0; i < 3; i++) {
            connection = application.open(database);
            insert(5, 300);
            connection.close();
            replicated.catchUp();
            assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        }
        connection = application.open(database);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    @Tag("D-19")
    void followsAllPageSizes(int pageSize) throws IOException {
        connection.close();
        Files.delete(database);
        connection = application.open(
                database,
                "PRAGMA page_size=" + pageSize,
                "PRAGMA journal_mode=WAL",
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
        insert(100, 700);
        replicated.catchUp();
        insert(100, 700);
        replicated.catchUp(FOLLOWED);
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)", "DELETE FROM t WHERE id%3=0");
        replicated.catchUp().assertNothingNew();
        assertThat(replicated.image()[16] << 8 & 0xff00 | replicated.image()[17] & 0xff)
                .isEqualTo(pageSize == 65536 ? 1 : pageSize);
    }

    @Test
    void shipsATransactionLargerThanWhatIsKeptInMemory() throws IOException {
        connection.execute("PRAGMA cache_size=20000");
        replicated.catchUp();
        insert(6000, 1000);
        assertThat(Files.size(Path.of(database + "-wal"))).isGreaterThan(3L * LogFrames.RETAINED_BYTES);
        replicated.catchUp(FOLLOWED);
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE t SET v=randomblob(1000)");
        replicated.catchUp().assertNothingNew();
        assertThat(directory.resolve("state/scratch")).isEmptyDirectory();
    }

    @Test
    @Tag("D-28")
    void comparesPagesOfALogThatStartsOverInExclusiveMode() throws IOException {
        connection.close();
        connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA wal_autocheckpoint=0");
        insert(10, 100);
        replicated.catchUp();
        insert(10, 100);
        replicated.catchUp(FOLLOWED).assertNothingNew();
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        insert(10, 100);
        replicated.catchUp();
        insert(10, 100);
        replicated.catchUp(FOLLOWED);
    }

    @Test
    void takesWhatAnExclusiveHolderLeavesInTheDatabaseAlone() throws IOException {
        replicated.catchUp();
        connection.close();
        connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA wal_autocheckpoint=0");
        insert(10, 100);
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        assertThat(Path.of(database + "-wal")).isEmptyFile();
        replicated.catchUp();
        insert(10, 100);
        replicated.catchUp();
    }

    @Test
    void sendsEveryPageWhenTheHashesAreLost() throws IOException {
        insert(100, 400);
        replicated.catchUp();
        var position = replicated.catalog().readPosition(replicated.id()).orElseThrow();
        replicated
                .catalog()
                .advance(java.util.List.of(new io.flotilla.catalog.Advance(
                        replicated.id(),
                        position,
                        new io.flotilla.catalog.HashChange.Forget(),
                        io.flotilla.disk.Fingerprint.UNKNOWN,
                        java.time.Instant.EPOCH,
                        java.time.Instant.EPOCH)));
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)", "UPDATE t SET v=randomblob(400) WHERE id=1");
        replicated.catchUp();
        assertThat(replicated.pages()).isEqualTo(replicated.image().length / 4096);
        assertThat(replicated.catalog().readHashes(replicated.id())).isPresent();
    }
}
