package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.wal.WalFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A log that starts over between two looks, and what could make its two generations tell a wrong story.
class LogBridgeTest {

    private static final String BRIDGED = "bridged a restart of the log";
    private static final int FRAME = 4096 + 24;

    @TempDir
    Path directory;

    private SqliteProcess application;
    private SqliteProcess.Connection connection;
    private Path database;
    private HookedDisk disk;
    private Replicated replicated;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        application = SqliteProcess.start();
        connection = application.open(
                database,
                "PRAGMA journal_mode=WAL",
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
        disk = new HookedDisk(PosixDisk.open());
        replicated = new Replicated(database, directory.resolve("state"), disk);
    }

    @AfterEach
    void close() {
        application.close();
        replicated.close();
    }

    private Path log() {
        return Path.of(database + "-wal");
    }

    /// Makes the log long, lets it start over, and ships a part of the new generation: behind it lie whole frames
    /// of the old one.
    private void shipTheBeginOfALongLog() throws IOException {
        insert(200);
        checkpoint("FULL");
        update(1, 2, 3, 4, 5, 6, 7, 8);
        replicated.catchUp();
    }

    private void insert(int rows) {
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + rows
                + ") INSERT INTO t(v) SELECT randomblob(3000) FROM n");
    }

    /// Each row in a commit of its own.
    private void update(int... rows) {
        for (int row : rows) {
            connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=" + row);
        }
    }

    private void checkpoint(String kind) {
        assertThat(connection.query("PRAGMA wal_checkpoint(" + kind + ")")).startsWith("0");
    }

    private int pages() {
        return Integer.parseInt(connection.query("PRAGMA page_count"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PASSIVE", "FULL", "RESTART"})
    void finishesTheOldLogAndReadsTheNewOne(String kind) throws IOException {
        shipTheBeginOfALongLog();
        update(30, 31);
        checkpoint(kind);
        update(40);
        replicated.catchUp(BRIDGED).assertNothingNew();
        assertThat(replicated.pages()).isLessThan(10);
        update(41);
        replicated.catchUp("followed the log").assertNothingNew();
    }

    @Test
    void bridgesOneRestartAfterTheOther() throws IOException {
        shipTheBeginOfALongLog();
        for (int i = 0; i < 10; i++) {
            update(1, 2, 3, 4, 5, 6);
            replicated.catchUp("followed the log");
            update(30 + i);
            checkpoint("FULL");
            update(60 + i, 61 + i);
            replicated.catchUp(BRIDGED).assertNothingNew();
        }
    }

    @Test
    void bridgesARestartAfterWhichNothingOfTheOldLogIsLeftToShip() throws IOException {
        shipTheBeginOfALongLog();
        checkpoint("FULL");
        update(40);
        replicated.catchUp(BRIDGED).assertNothingNew();
    }

    /// Each page comes from the newest frame, though it lies before the older one in the file.
    @Test
    void takesThePageOfTheNewLogWhereBothHaveIt() throws IOException {
        shipTheBeginOfALongLog();
        update(30, 30, 31);
        checkpoint("FULL");
        update(30, 31, 30);
        replicated.catchUp(BRIDGED).assertNothingNew();
    }

    @Test
    void bridgesGrowthAndShrinking() throws IOException {
        shipTheBeginOfALongLog();
        insert(3);
        checkpoint("FULL");
        insert(2);
        replicated.catchUp(BRIDGED);
        connection.execute("DELETE FROM t WHERE id > 150");
        checkpoint("FULL");
        update(1);
        replicated.catchUp(BRIDGED).assertNothingNew();
    }

    @Test
    void readsMoreThanIsKeptInMemoryFromBothGenerations() throws IOException {
        insert(3000);
        checkpoint("FULL");
        update(1);
        insert(1);
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id<=1000");
        replicated.catchUp();
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id>1000 AND id<=1600");
        checkpoint("FULL");
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id>1570 AND id<=2200");
        replicated.catchUp(BRIDGED).assertNothingNew();
        assertThat(replicated.pages()).isGreaterThan(1000);
    }

    @Test
    void forgetsASpilledTransactionAtTheEndOfTheOldLog() throws IOException {
        shipTheBeginOfALongLog();
        update(30);
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(3000) WHERE id<30", "ROLLBACK");
        checkpoint("FULL");
        update(40);
        replicated.catchUp(BRIDGED).assertNothingNew();
    }

    /// A commit whose fsync failed, or whose writer was killed, leaves a sound frame behind the old end. Nobody may
    /// have seen it, the next checkpoint does not copy it, and the restart hides that it never counted.
    @Test
    void comparesPagesWhereTheOldLogEndsWithACommitThatNeverWas() throws IOException {
        shipTheBeginOfALongLog();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        checkpoint("FULL");
        update(40);
        replicated.catchUp("compared pages: " + Fall.COUNT_DIFFERS).assertNothingNew();
    }

    /// One too many in the old log, one too few in the new one: the count agrees, and the end does not.
    @Test
    void comparesPagesWhereACommitThatNeverWasMakesUpForOneThatCannotBeRead() throws IOException {
        shipTheBeginOfALongLog();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        checkpoint("FULL");
        update(40, 41);
        int frames = ByteBuffer.wrap(java.nio.file.Files.readAllBytes(Path.of(database + "-shm")))
                .order(ByteOrder.nativeOrder())
                .getInt(16);
        flipByte(32 + frames * FRAME - 10);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo("compared pages: " + Fall.COUNT_DIFFERS);
        flipByte(32 + frames * FRAME - 10);
        replicated.catchUp("followed the log").assertNothingNew();
    }

    private void flipByte(int offset) throws IOException {
        try (var file = new RandomAccessFile(log().toFile(), "rw")) {
            file.seek(offset);
            int value = file.read();
            file.seek(offset);
            file.write(value ^ 1);
        }
    }

    /// `journal_size_limit` cuts the file after the first commit of the new generation.
    @Test
    void comparesPagesWhereTheEndOfTheOldLogMayHaveBeenCut() throws IOException {
        shipTheBeginOfALongLog();
        long shipped = shippedTo();
        update(30, 31);
        checkpoint("FULL");
        connection.execute("PRAGMA journal_size_limit=" + (shipped + FRAME / 2));
        update(40);
        assertThat(java.nio.file.Files.size(log())).isLessThan(shipped + FRAME);
        replicated.catchUp("compared pages: " + Fall.OLD_TAIL_CUT).assertNothingNew();
    }

    /// The index is made anew by a recovery, twice: what is known counts from the first one, and what has become of it
    /// from the second. The count then agrees by accident with what is left.
    @Test
    void comparesPagesWhereTheEndWasCutAndTheCountAgreesByAccident() throws IOException {
        shipTheBeginOfALongLog();
        crash();
        connection.query("SELECT count(*) FROM t");
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        long shipped = shippedTo();
        update(30, 31);
        crash();
        connection.execute("PRAGMA wal_autocheckpoint=0", "PRAGMA journal_size_limit=" + (shipped + FRAME / 2));
        checkpoint("FULL");
        update(40, 41);
        replicated.catchUp("compared pages: " + Fall.OLD_TAIL_CUT).assertNothingNew();
    }

    private void crash() {
        application.kill();
        application = SqliteProcess.start();
        connection = application.open(database, "PRAGMA wal_autocheckpoint=0");
    }

    private long shippedTo() {
        var position = replicated.catalog().readPosition(replicated.id()).orElseThrow();
        return ((io.flotilla.catalog.LogPosition.At) position.log()).offset();
    }

    @Test
    void comparesPagesWhereTheNewLogHasReachedThePosition() throws IOException {
        shipTheBeginOfALongLog();
        update(30);
        checkpoint("FULL");
        insert(50);
        replicated.catchUp("compared pages: " + Fall.OLD_TAIL_GONE).assertNothingNew();
    }

    @Test
    void comparesPagesAfterTwoRestarts() throws IOException {
        shipTheBeginOfALongLog();
        for (int row : List.of(30, 31)) {
            update(row);
            checkpoint("FULL");
        }
        update(40);
        replicated.catchUp("compared pages: " + Fall.LOG_RESTARTED).assertNothingNew();
    }

    @Test
    void comparesPagesWhereNoConnectionCounts() throws IOException {
        connection.close();
        connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA wal_autocheckpoint=0");
        shipTheBeginOfALongLog();
        update(30);
        checkpoint("FULL");
        update(40);
        replicated.catchUp("compared pages: " + Fall.NO_COUNT).assertNothingNew();
    }

    @Test
    void comparesPagesWhereTheIndexWasMadeAnew() throws IOException {
        shipTheBeginOfALongLog();
        update(30);
        crash();
        checkpoint("FULL");
        update(40);
        replicated.catchUp("compared pages: " + Fall.COUNT_DIFFERS).assertNothingNew();
    }

    /// What was shipped was shipped while one connection kept its count to itself.
    @Test
    void comparesPagesWhereThePlaceHasNoCount() throws IOException {
        connection.close();
        connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA wal_autocheckpoint=0");
        shipTheBeginOfALongLog();
        update(30);
        replicated.catchUp("followed the log");
        crash();
        checkpoint("FULL");
        update(40);
        replicated.catchUp("compared pages: " + Fall.NO_COUNT).assertNothingNew();
    }

    @Test
    void bridgesUpToWhatIsCommitted() throws IOException {
        shipTheBeginOfALongLog();
        update(30);
        checkpoint("FULL");
        update(40);
        byte[] committed = RecoveredCopy.bytes(database);
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo(BRIDGED);
        assertThat(replicated.image()).isEqualTo(committed);
        assertThat(replicated.settled()).isFalse();
    }

    /// With the header of the old log alone shipped, no frame of it tells whether something followed.
    @Test
    void comparesPagesWhereNothingOfTheOldLogWasShipped() throws IOException {
        shipTheBeginOfALongLog();
        checkpoint("RESTART");
        connection.execute("PRAGMA cache_size=2", "BEGIN");
        insert(60);
        connection.execute("ROLLBACK");
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        assertThat(shippedTo()).isEqualTo(32);
        insert(5);
        checkpoint("FULL");
        update(1);
        replicated.catchUp("compared pages: " + Fall.NO_OLD_FRAME).assertNothingNew();
    }

    /// The new generation overtakes the position after the old tail was read.
    @Test
    void comparesPagesWhereTheOldLogIsOverwrittenWhileItIsRead() throws IOException {
        shipTheBeginOfALongLog();
        update(30);
        checkpoint("FULL");
        update(40);
        disk.before("read -wal", 4, () -> insert(50));
        replicated.catchUp("compared pages: " + Fall.OLD_TAIL_GONE).assertNothingNew();
        assertThat(disk.fired()).isEqualTo(1);
    }

    /// Nobody has the database open, and a frame below the position is lost while the one before it is there: what
    /// a power cut leaves on a disk that is mounted again.
    @Test
    void comparesPagesWhereAFrameBelowThePositionIsLost() throws IOException {
        insert(10);
        replicated.catchUp();
        application.kill();
        try (FileChannel log = FileChannel.open(log(), StandardOpenOption.WRITE)) {
            log.write(ByteBuffer.wrap(new byte[512]), 32 + 2L * FRAME + 100);
        }
        replicated.catchUp("compared pages: " + Fall.FRAMES_LOST);
        application = SqliteProcess.start();
    }

    /// `cp backup.db app.db` while the application has it open: nothing moves in the log.
    @Test
    void comparesPagesWhereTheDatabaseWasCopiedOverInPlace() throws IOException {
        insert(10);
        checkpoint("FULL");
        replicated.catchUp();
        copyOver();
        replicated.catchUp("compared pages: " + Fall.COPIED_OVER);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.NothingNew.class);
    }

    @Test
    void comparesPagesWhereItWasCopiedOverAfterACheckpointOfWhatWasShipped() throws IOException {
        insert(10);
        replicated.catchUp();
        checkpoint("PASSIVE");
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        copyOver();
        replicated.catchUp("compared pages: " + Fall.COPIED_OVER);
    }

    /// A page that the log does not hold.
    private void copyOver() throws IOException {
        connection.execute("SELECT 1");
        update(5);
        checkpoint("RESTART");
        update(6);
        replicated.step();
        try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 2 * 4096 + 2000);
        }
    }
}
