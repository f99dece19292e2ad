package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Which locks a real SQLite in another process holds.
class LockQueryTest {

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private Path database;
    private PosixDisk disk;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        disk = PosixDisk.open();
    }

    private SqliteProcess.Connection create(String journalMode) {
        return application.open(
                database, "PRAGMA journal_mode=" + journalMode, "CREATE TABLE t(v)", "INSERT INTO t VALUES(1)");
    }

    @Test
    void nobodyHasIt() throws IOException {
        create("WAL").close();
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
    }

    @Test
    void aConnectionInRollbackModeHoldsNothingBetweenTransactions() throws IOException {
        var connection = create("DELETE");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
        connection.close();
    }

    @Test
    void aReaderHoldsASharedLock() throws IOException {
        var connection = create("DELETE");
        connection.execute("BEGIN", "SELECT * FROM t");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.SHARED);
        connection.execute("COMMIT");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
        connection.close();
    }

    @Test
    void aConnectionInWalModeHoldsASharedLock() throws IOException {
        var connection = create("WAL");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.SHARED);
        connection.execute("BEGIN IMMEDIATE", "INSERT INTO t VALUES(2)");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.SHARED);
        connection.execute("COMMIT");
        connection.close();
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
    }

    @Test
    void aWalIndexIsMappedAsLongAsAConnectionUsesIt() throws IOException {
        var connection = create("WAL");
        assertThat(disk.isIndexMapped(database)).isTrue();
        byte[] index = Files.readAllBytes(Path.of(database + "-shm"));
        connection.close();
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> disk.isIndexMapped(database));

        Files.write(Path.of(database + "-shm"), index);
        assertThat(disk.isIndexMapped(database)).isFalse();
        var alone = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(3)");
        assertThat(disk.isIndexMapped(database)).isFalse();
        alone.close();
    }

    @Test
    void aWriterInRollbackModeIsExclusiveOnceItWrites() throws IOException {
        var connection = create("DELETE");
        connection.execute("PRAGMA cache_size=2", "BEGIN IMMEDIATE");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.SHARED);
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<500)"
                + " INSERT INTO t SELECT randomblob(1000) FROM n");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.EXCLUSIVE);
        connection.execute("ROLLBACK");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
        connection.close();
    }

    @Test
    void anExclusiveHolderInWalModeIsExclusive() throws IOException {
        create("WAL").close();
        var connection = application.open(database, "PRAGMA locking_mode=EXCLUSIVE", "INSERT INTO t VALUES(3)");
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.EXCLUSIVE);
        connection.close();
        assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.NONE);
    }

    /// The application still excludes others after we have asked.
    @Test
    void askingLeavesTheLocksAsTheyAre() throws IOException {
        var connection = create("DELETE");
        connection.execute("BEGIN EXCLUSIVE");
        for (int i = 0; i < 100; i++) {
            assertThat(disk.locks(database)).isEqualTo(DatabaseLocks.EXCLUSIVE);
        }
        try (var other = SqliteProcess.start()) {
            var second = other.open(database);
            assertThatThrownBy(() -> second.query("SELECT * FROM t")).hasMessageContaining("locked");
            connection.execute("COMMIT");
            assertThat(second.query("SELECT count(*) FROM t")).isEqualTo("1");
        }
        connection.close();
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> disk.locks(database)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void asksForANameThatIsNotText() throws IOException {
        Path odd = PathBytes.toPath(joined(PathBytes.of(directory), new byte[] {'/', 'a', (byte) 0xff, '.', 'd'}));
        Files.write(odd, new byte[10]);
        assertThat(disk.locks(odd)).isEqualTo(DatabaseLocks.NONE);
    }

    @Test
    void doesNotWaitForTheWriterOfAPipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(disk.locks(pipe)).isEqualTo(DatabaseLocks.NONE);
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] both = java.util.Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
