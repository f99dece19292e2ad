package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reader's lock beside a real SQLite in another process.
class SharedLockTest {

    @TempDir
    Path directory;

    private SqliteProcess application;
    private SqliteProcess.Connection connection;
    private Path database;
    private PosixDisk disk;

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        application = SqliteProcess.start();
        connection = application.open(database, "PRAGMA busy_timeout=0", "CREATE TABLE t(v)");
        disk = PosixDisk.open();
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void keepsAWriterOutUntilItIsReleased() throws IOException {
        try (HeldLock lock = disk.lockShared(database).orElseThrow()) {
            assertThat(lock.hasWriter()).isFalse();
            assertThat(connection.query("SELECT count(*) FROM t")).isEqualTo("0");
            assertThatThrownBy(() -> connection.execute("INSERT INTO t VALUES(1)"))
                    .hasMessageContaining("locked");
        }
        connection.execute("INSERT INTO t VALUES(1)");
        assertThat(connection.query("SELECT count(*) FROM t")).isEqualTo("1");
    }

    @Test
    void letsATransactionBeginAndSeesIt() throws IOException {
        try (HeldLock lock = disk.lockShared(database).orElseThrow()) {
            connection.execute("BEGIN IMMEDIATE", "INSERT INTO t VALUES(1)");
            assertThat(lock.hasWriter()).isTrue();
            assertThatThrownBy(() -> connection.execute("COMMIT")).hasMessageContaining("locked");
        }
        connection.execute("COMMIT");
    }

    @Test
    void isRefusedWhileAWriterWrites() throws IOException {
        connection.execute("BEGIN EXCLUSIVE");
        assertThat(disk.lockShared(database)).isEmpty();
        connection.execute("COMMIT");
        disk.lockShared(database).orElseThrow().close();
    }

    /// A writer that waits for its readers holds PENDING: nobody passes it.
    @Test
    void isRefusedWhileAWriterWaits() throws IOException {
        try (var other = SqliteProcess.start()) {
            var reader = other.open(database, "BEGIN", "SELECT * FROM t");
            connection.execute("BEGIN IMMEDIATE", "INSERT INTO t VALUES(1)");
            assertThatThrownBy(() -> connection.execute("COMMIT")).hasMessageContaining("locked");
            assertThat(disk.lockShared(database)).isEmpty();
            reader.execute("COMMIT");
            connection.execute("COMMIT");
        }
    }

    @Test
    void asksForAFileThatIsThere() {
        assertThatThrownBy(() -> disk.lockShared(directory.resolve("none.db"))).isInstanceOf(NoSuchFileException.class);
    }
}
