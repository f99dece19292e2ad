package io.flotilla.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.flotilla.disk.Disk;
import io.flotilla.disk.KeptDescriptors;
import io.flotilla.disk.KernelLocks;
import io.flotilla.disk.OwnDescriptors;
import io.flotilla.disk.PosixDisk;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.sqlite.SqliteApplication;
import io.flotilla.sqlite.SqliteProcess;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An engine inside the application whose databases it replicates.
class EmbeddedDiskTest {

    private static final int ROUNDS = 60;
    private static final int ROUNDS_AT_MOST = 2_000;
    private static final int FILES = 10;

    @TempDir
    Path directory;

    @Test
    void hasTablesOfDescriptorsOfItsOwnHere() throws Exception {
        try (var disk = (OwnDescriptors) EmbeddedDisk.open()) {
            assertThat(disk.bootId()).isEqualTo(PosixDisk.open().bootId());
        }
    }

    @Test
    void anApplicationKeepsItsLocksBesideTheEngine() throws Exception {
        try (var disk = (OwnDescriptors) EmbeddedDisk.open()) {
            assertNothingIsLost(disk);
        }
    }

    @Test
    void anApplicationKeepsItsLocksBesideTheEngineWithoutSuchTables() throws Exception {
        assertNothingIsLost(new KeptDescriptors(PosixDisk.open()));
    }

    /// The application writes in this process; another opens the database and closes it, again and again, and must
    /// never be the last one.
    private void assertNothingIsLost(Disk disk) throws Exception {
        Path database = Files.createDirectory(directory.resolve("source")).resolve("app.db");
        var target = new MemoryTarget();
        var files = new AtomicInteger();
        var odd = TestFleet.Odd.NOTHING.withWitness(file -> files.incrementAndGet());
        int rows = 0;
        try (SqliteProcess other = SqliteProcess.start();
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            SqliteApplication.query(connection, "PRAGMA journal_mode=WAL");
            SqliteApplication.execute(connection, "CREATE TABLE t(v)");
            KernelLocks locks = KernelLocks.of(database);
            assertThat(locks.lines()).isNotEmpty();
            try (var opened = new TestFleet(directory, target, odd.withDisk(plain -> disk))) {
                var run = opened.fleet().runInBackground(Duration.ofMillis(10));
                for (int round = 0; round < ROUNDS || files.get() < FILES; round++) {
                    assertThat(round).isLessThan(ROUNDS_AT_MOST);
                    SqliteApplication.execute(connection, "INSERT INTO t VALUES(" + round + ")");
                    rows++;
                    var visitor = other.open(database);
                    assertThat(visitor.query("SELECT count(*) FROM t")).isEqualTo(Integer.toString(rows));
                    visitor.close();
                    assertThat(directory.resolve("source/app.db-wal")).exists();
                    assertThat(KernelLocks.of(database)).isEqualTo(locks);
                }
                opened.fleet().stop();
                assertThat(run.get().problems()).isEmpty();
            }
        }
        TestFleet.once(directory, target);
        TestFleet.assertRestored(directory, target, "app.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            assertThat(SqliteApplication.query(connection, "SELECT count(*) FROM t"))
                    .isEqualTo(Integer.toString(rows));
        }
    }

    /// As a container's filter of system calls does.
    @Test
    void keepsDescriptorsWhereTheKernelRefusesATable() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "no strace here");
        Process process = new ProcessBuilder(List.of(
                        "/usr/bin/strace",
                        "-f",
                        "-qq",
                        "-e",
                        "trace=close_range",
                        "-e",
                        "inject=close_range:error=EPERM",
                        "-o",
                        directory.resolve("trace").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        // Nothing else: with another logging library nobody would say anything.
                        location(EmbeddedDisk.class) + File.pathSeparator + location(Opening.class),
                        Opening.class.getName()))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(Files.readString(directory.resolve("trace"))).contains("EPERM", "(INJECTED)");
        assertThat(said)
                .contains("no table of descriptors of our own: close_range failed, errno 1", "opened KeptDescriptors");
    }

    private static String location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    /// Opens the disk of an embedded engine, and says which one it is.
    static final class Opening {

        private Opening() {}

        public static void main(String[] none) throws Exception {
            System.out.println("opened " + EmbeddedDisk.open().getClass().getSimpleName());
        }
    }
}
