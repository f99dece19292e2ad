package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.LogPosition;
import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.wal.WalFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What is written to a database beside its log, and what only looks like it.
class LogFollowerTest {

    private static final int PAGE = 4096;

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private SqliteProcess.Connection connection;
    private Path database;
    private HookedDisk disk;
    private Replicated replicated;

    /// A database of twenty pages or so, whose log has begun anew and holds few of them.
    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        connection = application.open(
                database,
                "PRAGMA journal_mode=WAL",
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<20)"
                        + " INSERT INTO t(v) SELECT randomblob(3000) FROM n");
        checkpoint();
        update(18);
        disk = new HookedDisk(PosixDisk.open());
        replicated = new Replicated(database, directory.resolve("state"), disk);
        replicated.catchUp().assertNothingNew();
    }

    @AfterEach
    void close() {
        connection.close();
        replicated.close();
    }

    private void checkpoint() {
        assertThat(connection.query("PRAGMA wal_checkpoint(FULL)")).startsWith("0");
    }

    private void update(int row) {
        connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=" + row);
    }

    private LogPosition.At placeInTheLog() {
        return (LogPosition.At)
                replicated.catalog().readPosition(replicated.id()).orElseThrow().log();
    }

    private int pages() {
        return Integer.parseInt(connection.query("PRAGMA page_count"));
    }

    /// A page that the log does not hold gets other content.
    private void writeOver(int page) {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.seek((page - 1L) * PAGE + 2000);
            file.write(new byte[] {1, 2, 3});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The copy begins between the two looks at the time stamp, and ends before the next one.
    @Test
    void comparesPagesWhereTheDatabaseIsCopiedOverWhileItsLogIsFollowed() throws IOException {
        disk.before("status database", 2, () -> writeOver(5));
        replicated.step();
        assertThat(disk.fired()).isEqualTo(1);
        replicated.catchUp("compared pages: " + Fall.COPIED_OVER).assertNothingNew();
    }

    /// What the copy brings after a page was read is not lost.
    @Test
    void comparesPagesAgainWhereTheDatabaseIsCopiedOverWhileTheyAreCompared() throws IOException {
        writeOver(5);
        disk.before("open -wal", 3, () -> writeOver(7));
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(disk.fired()).isEqualTo(1);
        if (replicated.step() instanceof CaptureResult.Captured) {
            replicated.assertNothingNew();
        }
        replicated.assertEqual();
    }

    /// A checkpoint has announced what it copies, and written some of it.
    @Test
    void followsTheLogWhileACheckpointIsCopying() throws IOException {
        int frames = inIndex().getInt(16);
        byte[] before = changeIndex(128, frames);
        assertFollowedAfterAWrite();
        Files.write(index(), before);
    }

    /// A recovery of the wal-index says that nothing was copied, and that everything may be in the database already.
    @Test
    void followsTheLogWhileACheckpointCopiesOnceMoreAfterARecovery() throws IOException {
        checkpoint();
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        byte[] before = changeIndex(96, 0);
        assertFollowedAfterAWrite();
        Files.write(index(), before);
    }

    /// The status is older than the last write of the checkpoint, and the index is younger.
    @Test
    void followsTheLogWhereACheckpointEndsBetweenTheStatusAndTheIndex() throws IOException {
        disk.before("open -shm", 1, this::checkpoint);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        assertThat(disk.fired()).isEqualTo(1);
        assertFollowed();
    }

    private void assertFollowedAfterAWrite() throws IOException {
        Files.setLastModifiedTime(database, FileTime.from(Instant.now().plusSeconds(1)));
        assertFollowed();
    }

    private void assertFollowed() throws IOException {
        assertThat(replicated.step())
                .isInstanceOfSatisfying(
                        CaptureResult.Repositioned.class,
                        moved -> assertThat(moved.how()).isEqualTo(new How.Followed()));
        replicated.assertNothingNew();
    }

    private Path index() {
        return Path.of(database + "-shm");
    }

    private ByteBuffer inIndex() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(index())).order(ByteOrder.nativeOrder());
    }

    /// Changes one number, and gives what was there before.
    private byte[] changeIndex(int offset, int value) throws IOException {
        byte[] before = Files.readAllBytes(index());
        Files.write(index(), inIndex().putInt(offset, value).array());
        return before;
    }

    /// Between two commits the file was smaller, so what it held there before is no proof of what it holds now.
    @Test
    void comparesPagesWhereTheDatabaseShrankAndGrewAndTheLogLacksAPage() throws IOException {
        checkpoint();
        replicated.step();
        WalFiles.appendCommit(Path.of(database + "-wal"), 2, pages() - 2, (byte) 7);
        WalFiles.appendCommit(Path.of(database + "-wal"), 2, pages(), (byte) 8);
        disk.pretend(DatabaseLocks.NONE);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo("compared pages: " + Fall.PAGE_MISSING);
    }

    /// A frame that the wal-index counts cannot be read at this moment. The count then belongs to no place, and
    /// proves nothing when the log starts over.
    @Test
    void keepsNoCountOfCommitsThatItHasNotRead() throws IOException {
        int shippedTo = Math.toIntExact(placeInTheLog().offset());
        update(1);
        Path log = Path.of(database + "-wal");
        byte[] sound = Files.readAllBytes(log);
        byte[] broken = sound.clone();
        broken[shippedTo + 100] ^= 1;
        Files.write(log, broken);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Repositioned.class);
        Files.write(log, sound);
        checkpoint();
        update(3);
        replicated.catchUp("compared pages: " + Fall.NO_COUNT).assertNothingNew();
    }
}
