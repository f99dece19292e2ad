package io.flotilla.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.sqlite.SqliteApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The lock of a reader, taken by each disk, as the kernel and a SQLite in another process see it.
class SharedLockOfEachDiskTest {

    private static final String SHARED = "READ 1073741826 1073742335";

    private static SqliteProcess other;
    private static ExecutorService threads;
    private static OwnDescriptors own;
    private static PosixDisk plain;

    @TempDir
    Path directory;

    private Path database;

    @BeforeAll
    static void start() throws IOException {
        other = SqliteProcess.start();
        threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().daemon().name("disk-test-", 0).factory());
        plain = PosixDisk.open();
        own = OwnDescriptors.open(plain, threads, 2);
    }

    @AfterAll
    static void stop() {
        own.close();
        threads.close();
        other.close();
    }

    @BeforeEach
    void name() {
        database = directory.resolve("app.db");
    }

    static Stream<Disk> all() {
        return Stream.of(plain, own, new KeptDescriptors(plain));
    }

    /// Those for an application that uses the databases in the same process.
    static Stream<Disk> embedded() {
        return all().skip(1);
    }

    /// What another process finds in the kernel's table. A lock of an open file has no process.
    public static final class Look implements SqliteApplication.Task {

        @Override
        public String run(List<String> arguments) throws IOException {
            return KernelLocks.of(Path.of(arguments.getFirst()), -1).lines().toString();
        }
    }

    private String seenElsewhere() {
        other.begin(Look.class, database.toString());
        return other.await();
    }

    private SqliteProcess.Connection create() {
        return other.open(database, "PRAGMA journal_mode=DELETE", "CREATE TABLE t(v)", "INSERT INTO t VALUES(1)");
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("all")
    void nobodyWritesWhileItIsHeld(Disk disk) throws IOException {
        var connection = create();
        try (HeldLock lock = disk.lockShared(database).orElseThrow()) {
            assertThat(seenElsewhere()).isEqualTo("[OFDLCK " + SHARED + "]");
            assertThat(lock.hasWriter()).isFalse();
            connection.execute("BEGIN IMMEDIATE", "INSERT INTO t VALUES(2)");
            assertThat(lock.hasWriter()).isTrue();
            assertThatThrownBy(() -> connection.execute("COMMIT")).hasMessageContaining("locked");
            lock.close();
            assertThat(seenElsewhere()).isEqualTo("[]");
            connection.execute("COMMIT");
        }
        assertThat(connection.query("SELECT count(*) FROM t")).isEqualTo("2");
        connection.close();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("all")
    void isRefusedByAWriterAndLeavesNothing(Disk disk) throws IOException {
        var connection = create();
        connection.execute("BEGIN EXCLUSIVE");
        assertThat(disk.lockShared(database)).isEmpty();
        assertThat(seenElsewhere()).isEqualTo("[]");
        connection.execute("COMMIT");
        connection.close();
        assertThatThrownBy(() -> disk.lockShared(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("embedded")
    void anApplicationInTheSameProcessKeepsItsLocks(Disk disk) throws Exception {
        create().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            SqliteApplication.execute(connection, "BEGIN IMMEDIATE");
            KernelLocks before = KernelLocks.of(database);
            assertThat(before.lines()).contains("POSIX " + SHARED).hasSize(2);
            for (int time = 0; time < 10; time++) {
                try (HeldLock lock = disk.lockShared(database).orElseThrow()) {
                    assertThat(lock.hasWriter()).isTrue();
                    assertThat(KernelLocks.of(database)).isEqualTo(before);
                }
                assertThat(KernelLocks.of(database)).isEqualTo(before);
                assertThat(seenElsewhere()).isEqualTo("[]");
            }
            SqliteApplication.execute(connection, "INSERT INTO t VALUES(2)");
            SqliteApplication.execute(connection, "COMMIT");
            SqliteApplication.execute(connection, "BEGIN EXCLUSIVE");
            before = KernelLocks.of(database);
            assertThat(disk.lockShared(database)).isEmpty();
            assertThat(KernelLocks.of(database)).isEqualTo(before);
            assertThat(before.lines()).anyMatch(line -> line.contains("WRITE"));
        }
    }

    /// That the test above can see it.
    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("all")
    void thePlainDiskAloneDropsThem(Disk disk) throws Exception {
        create().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            SqliteApplication.execute(connection, "BEGIN IMMEDIATE");
            disk.lockShared(database).orElseThrow().close();
            assertThat(KernelLocks.of(database).lines().isEmpty()).isEqualTo(disk == plain);
        }
    }
}
