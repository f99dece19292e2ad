package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.wal.WalFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What another process may do between two reads of a capture. Each test puts a real application's work at exactly
/// one place, proves that it was done there, and finds the image equal to what SQLite recovers.
class CaptureRaceTest {

    private static final Duration TWO_TICKS = Duration.ofMillis(20);

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private Path database;
    private SqliteProcess.Connection connection;
    private HookedDisk disk;
    private Replicated replicated;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        connection = application.open(database);
        disk = new HookedDisk(PosixDisk.open());
        replicated = new Replicated(database, directory.resolve("state"), disk);
    }

    @AfterEach
    void close() {
        connection.close();
        replicated.close();
    }

    private void create(String journalMode, int rows) {
        connection.execute(
                "PRAGMA journal_mode=" + journalMode,
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
        insert(rows);
    }

    private void insert(int rows) {
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + rows
                + ") INSERT INTO t(v) SELECT randomblob(3000) FROM n");
    }

    private void checkpoint(String kind) {
        connection.execute("PRAGMA wal_checkpoint(" + kind + ")");
    }

    private Path log() {
        return Path.of(database + "-wal");
    }

    private int pages() throws IOException {
        return Integer.parseInt(connection.query("PRAGMA page_count"));
    }

    /// Proves that the action was run, that the first file leads to the state before it or to the one after it, and
    /// the files in the end to the latter.
    private void captureAndCompare() throws IOException {
        byte[] before = RecoveredCopy.bytes(database);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(disk.fired()).isEqualTo(1);
        byte[] after = RecoveredCopy.bytes(database);
        assertThat(Arrays.equals(replicated.image(), before) || Arrays.equals(replicated.image(), after))
                .isTrue();
        if (replicated.step() instanceof CaptureResult.Captured) {
            assertThat(replicated.step()).isNotInstanceOf(CaptureResult.Captured.class);
        }
        replicated.assertEqual();
    }

    @Test
    void theLogStartsOverAfterTheDatabaseWasCopied() throws IOException {
        create("WAL", 50);
        checkpoint("PASSIVE");
        insert(20);
        disk.before("open -wal", 2, () -> {
            checkpoint("TRUNCATE");
            connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=3");
        });
        captureAndCompare();
    }

    /// The copy has what the whole old chain holds, and the walk would end in the middle of it.
    @Test
    void theLogIsWrittenOverWhileAnImageReadsIt() throws IOException {
        create("WAL", 10);
        for (int i = 0; i < 12; i++) {
            insert(10);
            connection.execute("UPDATE t SET v=randomblob(3000) WHERE id<=10");
        }
        checkpoint("PASSIVE");
        disk.before("read -wal", 5, () -> insert(180));
        captureAndCompare();
    }

    @Test
    void theLogStartsOverWhileItsTailIsRead() throws IOException {
        create("WAL", 300);
        replicated.catchUp();
        checkpoint("PASSIVE");
        // One frame: those before the position stay as they were.
        disk.before("read -wal", 2, () -> connection.execute("DELETE FROM t WHERE id=300"));
        assertThat(replicated.step()).isNotInstanceOf(CaptureResult.NothingNew.class);
        assertThat(disk.fired()).isEqualTo(1);
        replicated.assertEqual();
    }

    /// The wal-index was read before the commit, the log after it.
    @Test
    void aCommitIsMadeBetweenTheWalIndexAndTheLog() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        disk.before("read -wal", 2, () -> insert(1));
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(disk.fired()).isEqualTo(1);
        replicated.assertEqual();
    }

    /// What was shipped was never committed: the next writer wrote over it, with the same salts.
    @Test
    @Tag("D-21")
    void theFrameBeforeThePositionIsWrittenOver() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        disk.pretend(DatabaseLocks.SHARED);
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=3");
        replicated.catchUp("compared pages: the log started over while it was read");
    }

    /// The wal-index ends before the position: what was shipped was never committed.
    @Test
    void whatWasShippedAndNeverCommittedIsTakenBack() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        byte[] committed = replicated.image();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).isNotEqualTo(committed);
        disk.pretend(DatabaseLocks.SHARED);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo("compared pages: the log is shorter than what was shipped");
        assertThat(replicated.image()).isEqualTo(committed);
    }

    @Test
    void framesBehindTheWalIndexAreNotCommitted() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        byte[] committed = replicated.image();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=3");
        replicated.catchUp("followed the log");
        assertThat(replicated.settled()).isTrue();
        assertThat(replicated.image()).isNotEqualTo(committed);
    }

    @Test
    void framesBehindTheWalIndexAreNotInAnImage() throws IOException {
        create("WAL", 10);
        byte[] committed = RecoveredCopy.bytes(database);
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).isEqualTo(committed);
        assertThat(replicated.settled()).isFalse();
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
    }

    /// Nobody had the database open when the locks were looked at; somebody has when the log is read, and his commit
    /// fails.
    @Test
    void aCommitThatFailsWhileTheDatabaseIsBeingOpenedIsNotFollowed() throws IOException {
        killAnApplicationBesideItsLog();
        replicated.catchUp();
        replicated.step();
        byte[] committed = replicated.image();
        disk.before("read -wal", 2, this::openAndFailToCommit);
        replicated.step();
        assertThat(disk.fired()).isEqualTo(1);
        assertThat(replicated.image()).isEqualTo(committed);
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
    }

    @Test
    void aCommitThatFailsWhileTheDatabaseIsBeingOpenedIsNotInAnImage() throws IOException {
        killAnApplicationBesideItsLog();
        byte[] committed = RecoveredCopy.bytes(database);
        disk.before("read -wal", 3, this::openAndFailToCommit);
        replicated.step();
        assertThat(disk.fired()).isEqualTo(1);
        assertThat(replicated.image()).isEqualTo(committed);
    }

    private void killAnApplicationBesideItsLog() {
        try (var other = SqliteProcess.start()) {
            other.open(
                    database,
                    "PRAGMA journal_mode=WAL",
                    "PRAGMA wal_autocheckpoint=0",
                    "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                    "INSERT INTO t(v) VALUES(randomblob(3000))");
            other.kill();
        }
    }

    private void openAndFailToCommit() {
        try {
            int pages = pages();
            WalFiles.appendCommit(log(), 2, pages, (byte) 7);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The wal-index is ahead of the file, and does not say any more how many of its frames were committed.
    @Test
    void framesThatWereNeverCommittedStayOutOfAnImageWhenTheLogIsAboutToStartOver() throws IOException {
        create("WAL", 10);
        byte[] committed = RecoveredCopy.bytes(database);
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        beginToStartOver();
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).isEqualTo(committed);
    }

    @Test
    void framesThatWereNeverCommittedAreNotFollowedWhenTheLogIsAboutToStartOver() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        insert(3);
        byte[] committed = RecoveredCopy.bytes(database);
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        beginToStartOver();
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo("followed the log");
        assertThat(replicated.image()).isEqualTo(committed);
    }

    /// A checkpoint has copied everything and changed the wal-index, and is killed before it cuts the log.
    private void beginToStartOver() throws IOException {
        checkpoint("FULL");
        byte[] index = Files.readAllBytes(Path.of(database + "-shm"));
        WalFiles.startOver(index);
        Files.write(Path.of(database + "-shm"), index);
    }

    @Test
    void aLogThatIsAboutToStartOverIsStillFollowed() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        insert(10);
        beginToStartOver();
        replicated.catchUp("followed the log").assertNothingNew();
        insert(1);
        replicated.catchUp("compared pages: the log started over, and not exactly once");
    }

    @Test
    @Tag("D-27")
    void nobodyCanTellWhileAConnectionIsOpenAndItsWalIndexIsGone() throws IOException {
        create("WAL", 10);
        byte[] index = Files.readAllBytes(Path.of(database + "-shm"));
        Files.write(Path.of(database + "-shm"), new byte[index.length]);
        assertThat(replicated.assertUnsettled()).contains("wal-index cannot be read");
        Files.write(Path.of(database + "-shm"), index);
        replicated.catchUp();
    }

    /// A first commit of a generation failed, or is just being made.
    @Test
    void nothingOfALogIsCommittedOfWhichItsMappedIndexKnowsNothing() throws IOException {
        create("WAL", 10);
        beginToStartOver();
        beginToStartOver();
        replicated.catchUp();
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
    }

    /// The process died behind its commit and before the wal-index; the next one is just opening the database.
    @Test
    void theIndexOfADeadProcessTakesNothingBackWhileTheDatabaseIsOpened() throws IOException {
        create("WAL", 10);
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        byte[] shipped = replicated.image();
        disk.pretendOpening();
        assertThat(replicated.assertUnsettled())
                .isEqualTo("a connection is open, and not to the wal-index that is there");
        assertThat(disk.calls("mapped database")).isPositive();
        disk.pretend(DatabaseLocks.NONE);
        replicated.assertNothingNew();
        assertThat(replicated.image()).isEqualTo(shipped);
    }

    @Test
    void aCommitThatFailedIsNotShippedWhileTheLastConnectionCloses() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        byte[] committed = replicated.image();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        disk.pretendClosing();
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
        connection.close();
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.step()).isNotInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).isEqualTo(committed);
        replicated.assertEqual();
        connection = application.open(database);
    }

    @Test
    void aDatabaseHeldExclusivelyBesideAnEmptyLogIsCaptured() throws IOException {
        create("WAL", 10);
        connection.close();
        connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "SELECT count(*) FROM t");
        assertThat(Files.size(Path.of(database + "-wal"))).isZero();
        replicated.catchUp();
    }

    /// After a power cut frames may be gone that were followed before.
    @Test
    @Tag("D-21")
    void aLogIsNotFollowedAcrossABoot() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        disk.reboot();
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        replicated.assertNothingNew();
        assertThat(replicated
                        .catalog()
                        .readPosition(replicated.id())
                        .orElseThrow()
                        .bootId())
                .isEqualTo("another boot");
    }

    @Test
    void anEqualImageIsNoAnswerWhileACommitIsJustBeingMade() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        WalFiles.appendCommit(log(), 2, pages(), (byte) 7);
        disk.reboot();
        assertThat(replicated.assertUnsettled()).isEqualTo("a commit is just being made");
    }

    @Test
    @Tag("D-10")
    void theDatabaseIsReplacedWhileItIsRead() throws IOException {
        create("WAL", 10);
        Path other = directory.resolve("other.db");
        try {
            Files.write(other, RecoveredCopy.bytes(database));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        insert(5);
        disk.before("status database", 2, () -> move(other, database));
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(disk.fired()).isEqualTo(1);
        // A second look at the new file, after one that was refused.
        assertThat(disk.calls("status database")).isGreaterThan(3);
        assertThat(replicated
                        .catalog()
                        .readPosition(replicated.id())
                        .orElseThrow()
                        .identity()
                        .inode())
                .isEqualTo(PosixDisk.open().status(database).orElseThrow().inode());
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aCommitWithoutALogIsMadeWhileTheDatabaseIsCopied() throws IOException {
        create("DELETE", 300);
        disk.before("read database", 3, () -> connection.execute("UPDATE t SET v=randomblob(2500)"));
        captureAndCompare();
    }

    /// The log has begun anew, and nothing is committed in it: the file is all there is.
    @Test
    void theDatabaseIsWrittenOverInPlaceBesideALogWithoutACommit() throws IOException {
        create("WAL", 300);
        checkpoint("TRUNCATE");
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(2500)");
        assertThat(Files.size(log())).isGreaterThan(1000);
        disk.before("read database", 3, () -> {
            flipLastByteOfPage(10);
            flipLastByteOfPage(200);
        });
        captureAndCompare();
        connection.execute("ROLLBACK");
    }

    private void flipLastByteOfPage(int page) {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek(page * 4096L - 1);
            int last = file.read();
            file.seek(page * 4096L - 1);
            file.write(last ^ 1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The copy is complete, and its pages are read once more for the file.
    @Test
    void theDatabaseIsWrittenOverWhileItsPagesAreEncoded() throws IOException {
        create("DELETE", 2000);
        int reads = readsOfACapture("read database");
        disk.before("read database", reads - 5, () -> connection.execute("UPDATE t SET v=randomblob(2500)"));
        captureAndCompare();
    }

    @Test
    void theLogIsWrittenOverWhileItsPagesAreEncoded() throws IOException {
        create("WAL", 1500);
        int reads = readsOfACapture("read -wal");
        disk.before("read -wal", reads - 5, () -> {
            checkpoint("RESTART");
            connection.execute("BEGIN", "UPDATE t SET v=randomblob(2500)", "UPDATE t SET v=randomblob(2400)");
            insert(1500);
            connection.execute("COMMIT");
        });
        captureAndCompare();
    }

    /// How many reads an undisturbed first copy makes.
    private int readsOfACapture(String call) throws IOException {
        try (var twin = new Replicated(database, directory.resolve("twin"), disk)) {
            int before = disk.calls(call);
            assertThat(twin.step()).isInstanceOf(CaptureResult.Captured.class);
            return disk.calls(call) - before;
        }
    }

    @Test
    void aWriterWithItsJournalInMemoryHoldsTheDatabase() throws IOException {
        create("MEMORY", 100);
        replicated.catchUp();
        connection.execute("PRAGMA cache_size=2", "BEGIN", "UPDATE t SET v=randomblob(2500)");
        assertThat(replicated.assertUnsettled()).isEqualTo("a writer holds the database exclusively");
        connection.execute("COMMIT");
        replicated.catchUp();
    }

    @Test
    void aConnectionInWalModeWhoseLogIsElsewhere() throws IOException {
        create("WAL", 10);
        connection.close();
        disk.pretend(DatabaseLocks.SHARED);
        assertThat(replicated.assertUnsettled()).contains("no log lies beside this name");
        disk.pretend(DatabaseLocks.NONE);
        replicated.catchUp();
        connection = application.open(directory.resolve("unused.db"));
    }

    @Test
    void aLogAppearsWhileTheDatabaseIsCopied() throws IOException {
        create("WAL", 10);
        connection.close();
        disk.before("read database", 2, () -> {
            connection = application.open(database, "PRAGMA wal_autocheckpoint=0");
            insert(3);
        });
        captureAndCompare();
    }

    /// A page count that neither the database nor its log can fill.
    @Test
    void aCommitNamesPagesThatAreNowhere() throws IOException {
        create("WAL", 10);
        replicated.catchUp();
        WalFiles.appendCommit(log(), 2, pages() + 3, (byte) 7);
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.assertUnsettled()).isEqualTo("pages are neither in the database nor in its log");
    }

    @Test
    void aFileThatWasWrittenJustNowIsNotStable() throws IOException {
        create("DELETE", 10);
        var now = new AtomicReference<>(Files.getLastModifiedTime(database).toInstant());
        var state = directory.resolve("other");
        try (var young =
                new Replicated(database, state, disk, now::get, Scratch.open(state.resolve("scratch"), 1L << 20))) {
            assertThat(young.assertUnsettled()).isEqualTo("the database was written just now");
            now.set(now.get().plus(TWO_TICKS));
            assertThat(young.step()).isInstanceOf(CaptureResult.Captured.class);
        }
    }

    /// The age counts from the moment before the status: a write between both may share its time stamp.
    @Test
    void aFileDoesNotGrowOldBetweenItsStatusAndTheClock() throws IOException {
        create("DELETE", 10);
        Instant written = Files.getLastModifiedTime(database).toInstant();
        var now = new AtomicReference<>(written.plusMillis(1));
        var state = directory.resolve("other");
        try (var young =
                new Replicated(database, state, disk, now::get, Scratch.open(state.resolve("scratch"), 1L << 20))) {
            for (int attempt = 0; attempt < 3; attempt++) {
                disk.before("status database", 1 + 2 * attempt, () -> now.set(written.plusSeconds(1)));
                disk.before("status database", 2 + 2 * attempt, () -> now.set(written.plusMillis(1)));
            }
            assertThat(young.assertUnsettled()).isEqualTo("the database was written just now");
        }
        assertThat(disk.fired()).isGreaterThan(2);
    }
}
