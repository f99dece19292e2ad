package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.Disk;
import io.flotilla.disk.DiskOf;
import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.Nobody;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import io.flotilla.wal.Salts;
import io.flotilla.wal.WalFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What may happen to a database, its log and its wal-index, one row of `docs/faults.md` each. Each test proves that
/// the fault happened.
class CaptureFaultTest {

    @TempDir
    Path directory;

    private Path database;
    private SqliteProcess application;
    private Optional<Replicated> opened = Optional.empty();

    @BeforeEach
    void start() {
        database = directory.resolve("app.db");
        application = SqliteProcess.start();
    }

    @AfterEach
    void stop() {
        application.kill();
        opened.ifPresent(Replicated::close);
    }

    private Replicated replicate(Disk disk) throws IOException {
        var replicated = new Replicated(database, directory.resolve("state"), disk);
        opened = Optional.of(replicated);
        return replicated;
    }

    private Replicated replicate() throws IOException {
        return replicate(PosixDisk.open());
    }

    private SqliteProcess.Connection create(String journalMode, String... before) {
        return application
                .open(database, before)
                .execute(
                        "PRAGMA journal_mode=" + journalMode,
                        "PRAGMA wal_autocheckpoint=0",
                        "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)",
                        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<100)"
                                + " INSERT INTO t(v) SELECT randomblob(1000) FROM n");
    }

    private static String update(int id) {
        return "UPDATE t SET v=randomblob(1000) WHERE id=" + id;
    }

    private Path beside(String suffix) {
        return Path.of(database + suffix);
    }

    /// Fails one call in the way of a broken disk.
    private static final class Broken implements DiskOf.Gate {

        private int callsLeft = Integer.MAX_VALUE;
        private boolean fired;

        void failAt(int call) {
            callsLeft = call;
            fired = false;
        }

        void heal() {
            callsLeft = Integer.MAX_VALUE;
        }

        @Override
        public <T> T pass(String what, Path path, DiskOf.Call<T> call) throws IOException {
            if (callsLeft-- == 1) {
                fired = true;
                throw new IOException("Input/output error, as ordered");
            }
            return call.make();
        }
    }

    @ParameterizedTest
    @CsvSource({"WAL, PASSIVE", "WAL, TRUNCATE", "DELETE, PASSIVE"})
    @Tag("D-3")
    void anErrorAtAnyCallShipsNothingThatCouldNotBeRead(String journalMode, String checkpoint) throws IOException {
        var connection = create(journalMode);
        var broken = new Broken();
        Replicated replicated = replicate(new DiskOf(PosixDisk.open(), broken)).catchUp();
        int call = 0;
        do {
            connection.execute("PRAGMA wal_checkpoint(" + checkpoint + ")", update(1 + call % 100));
            long before = replicated.txId();
            broken.failAt(++call);
            try {
                replicated.step();
            } catch (IOException asOrdered) {
                assertThat(asOrdered).hasMessageContaining("as ordered");
                assertThat(replicated.txId()).isEqualTo(before);
            }
            broken.heal();
            replicated.step();
            replicated.assertEqual();
        } while (broken.fired);
        assertThat(call).isGreaterThan(8);
    }

    @Test
    @Tag("D-14")
    void aPermissionThatIsLostAndComesBack() throws IOException {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "only root can be nobody for a while");
        var connection = create("WAL");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Replicated replicated = replicate(new DiskOf(PosixDisk.open(), new Nobody()));
        replicated.catchUp();
        connection.execute(update(3));
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.setPosixFilePermissions(beside(suffix), PosixFilePermissions.fromString("rw-------"));
            org.assertj.core.api.Assertions.assertThatThrownBy(replicated::step)
                    .isInstanceOf(AccessDeniedException.class);
            Files.setPosixFilePermissions(beside(suffix), PosixFilePermissions.fromString("rw-r--r--"));
        }
        replicated.catchUp("followed the log");
    }

    @ParameterizedTest
    @CsvSource({"-wal, pipe", "-wal, directory", "-journal, pipe", "-journal, directory"})
    @Tag("X-1")
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesADatabaseWithSomethingElseInThePlaceOfItsLog(String suffix, String kind) throws Exception {
        create("DELETE").close();
        Replicated replicated = replicate();
        replicated.catchUp();
        make(kind, beside(suffix));
        assertThat(PosixDisk.open().status(beside(suffix)).orElseThrow().kind()).isNotEqualTo(FileStatus.Kind.FILE);
        assertThat(replicated.step())
                .isEqualTo(new CaptureResult.Unsupported(new Why(
                        ReasonCode.NOT_A_FILE,
                        "'app.db" + suffix + "' beside it is not a file: remove it, or exclude the database")));
        Files.delete(beside(suffix));
        application.open(database, update(3)).close();
        replicated.catchUp();
    }

    @Test
    @Tag("X-1")
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesADatabaseInUseWithAPipeInThePlaceOfItsWalIndex() throws Exception {
        create("WAL");
        Replicated replicated = replicate();
        replicated.catchUp();
        Files.delete(beside("-shm"));
        make("pipe", beside("-shm"));
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Unsupported.class);
        Files.delete(beside("-shm"));
        application.kill();
        application = SqliteProcess.start();
        application.open(database, update(3));
        replicated.catchUp();
    }

    private static void make(String kind, Path path) throws IOException, InterruptedException {
        if (kind.equals("directory")) {
            Files.createDirectory(path);
            return;
        }
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    @Test
    @Tag("D-16")
    void shipsDamagedPagesAsTheyAre() throws IOException {
        create("DELETE").close();
        Replicated replicated = replicate();
        replicated.catchUp();
        byte[] bytes = Files.readAllBytes(database);
        bytes[4096 * 2 + 3] ^= 0x55;
        bytes[4096 * 7 + 100] ^= 0x10;
        Files.write(database, bytes);
        assertThat(RecoveredCopy.integrity(bytes)).isNotEqualTo("ok");

        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.image()).isEqualTo(bytes);
    }

    /// The pages are zeroes that SQLite never wrote: the file is sparse, and costs no space.
    @Test
    @Tag("D-18")
    void aDatabaseOfMoreThanAGibibyte() throws IOException {
        int pageSize = 65536;
        int lockPage = (1 << 30) / pageSize + 1;
        int pages = lockPage + 20;
        create("DELETE", "PRAGMA page_size=" + pageSize).close();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(4).putInt(pages).flip(), 28);
            file.write(ByteBuffer.allocate(1), (long) pages * pageSize - 1);
            file.write(ByteBuffer.wrap(new byte[] {7}), (long) lockPage * pageSize + 5);
        }
        var first = new LargeReplica(database, directory.resolve("state"));
        try (first) {
            assertThat(first.capture()).isEqualTo(pages - 1);
            assertThat(first.holds(lockPage)).isFalse();
            assertThat(first.holds(lockPage + 1)).isTrue();
            var connection = application.open(database, "PRAGMA journal_mode=WAL", update(3));
            assertThat(first.capture()).isLessThan(5);
            connection.execute(update(4));
            assertThat(first.capture()).isEqualTo(1);
        }
    }

    @Test
    @Tag("D-20")
    void aDatabaseThatVacuumsItself() throws IOException {
        var connection = create("WAL", "PRAGMA auto_vacuum=FULL");
        Replicated replicated = replicate().catchUp();
        int before = replicated.image().length;
        connection.execute("DELETE FROM t WHERE id % 10 <> 0");
        replicated.catchUp("followed the log");
        assertThat(replicated.image().length).isLessThan(before / 2);
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)", "DELETE FROM t");
        replicated.catchUp();
    }

    /// The disk forgot the end of the log: the source is behind the replica, which takes the same way back.
    @Test
    @Tag("D-21")
    void aPowerCutTookTheLatestCommits() throws IOException {
        var connection = create("WAL");
        var disk = new HookedDisk(PosixDisk.open());
        Replicated replicated = replicate(disk).catchUp();
        byte[] kept = replicated.image();
        long length = Files.size(beside("-wal"));
        connection.execute(update(3), update(4));
        replicated.catchUp("followed the log");
        assertThat(replicated.image()).isNotEqualTo(kept);
        application.kill();
        try (var log = FileChannel.open(beside("-wal"), StandardOpenOption.WRITE)) {
            log.truncate(length);
        }
        disk.reboot();

        replicated.catchUp("compared pages: the machine was started anew");
        assertThat(replicated.image()).isEqualTo(kept);
        assertThat(replicated.txId()).isEqualTo(3);
    }

    @Test
    @Tag("D-25")
    void anApplicationThatTruncatesItsLogAllTheTime() throws IOException {
        var connection = create("WAL");
        Replicated replicated = replicate();
        for (int i = 1; i <= 60; i++) {
            connection.execute(update(1 + i % 100));
            if (i % 3 == 0) {
                replicated.catchUp();
            }
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            assertThat(Files.size(beside("-wal"))).isZero();
            if (i % 7 == 0) {
                replicated.step();
                replicated.assertEqual();
            }
        }
    }

    @Test
    @Tag("D-27")
    void theWalIndexIsDeletedWhileItIsInUse() throws IOException {
        var connection = create("WAL");
        Replicated replicated = replicate().catchUp();
        byte[] known = replicated.image();
        Files.delete(beside("-shm"));
        connection.execute(update(3));
        assertThat(replicated.assertUnsettled()).contains("its wal-index cannot be read");
        assertThat(replicated.image()).isEqualTo(known);
        application.kill();
        replicated.catchUp("followed the log");
    }

    @Test
    @Tag("D-27")
    void theWalIndexIsAnOlderOne() throws IOException {
        var connection = create("WAL");
        Replicated replicated = replicate().catchUp();
        Path old = directory.resolve("old-shm");
        Files.copy(beside("-shm"), old);
        connection.execute(update(3));
        replicated.catchUp("followed the log");
        connection.execute(update(4));
        Files.move(old, beside("-shm"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(replicated.assertUnsettled()).contains("not to the wal-index that is there");
        application.kill();
        replicated.step();
        replicated.assertEqual();
    }

    /// Sparse: it costs no space. What lies before the place was shipped and is not looked at.
    @Test
    @Tag("D-30")
    void followsALogOfMoreThanFourGibibytes() throws IOException {
        create("WAL", "PRAGMA page_size=65536").close();
        var disk = new HookedDisk(PosixDisk.open());
        Replicated replicated = replicate(disk).catchUp();
        Position position = replicated.catalog().readPosition(replicated.id()).orElseThrow();
        byte[] header = WalFiles.header(ByteOrder.LITTLE_ENDIAN, 65536, new Salts(7, 8));
        var log = WalFiles.parsed(header);
        long frames = (5L << 30) / log.frameBytes();
        long start = log.offsetAfter(frames);
        byte[] page = Files.readAllBytes(database);
        int pages = page.length / 65536;
        byte[] content = java.util.Arrays.copyOfRange(page, 65536, 2 * 65536);
        byte[] last = WalFiles.frame(log, log.checksum(), 2, pages, content);
        content[40_000] ^= 1;
        byte[] next = WalFiles.frame(log, WalFiles.checksum(last), 2, pages, content);
        try (var file = FileChannel.open(beside("-wal"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(header), 0);
            file.write(ByteBuffer.wrap(last), start - log.frameBytes());
            file.write(ByteBuffer.wrap(next), start);
        }
        assertThat(start).isGreaterThan(4L << 30);
        var sum = WalFiles.checksum(last);
        Files.write(beside("-shm"), WalFiles.index(log, Math.toIntExact(frames + 1), pages, WalFiles.checksum(next)));
        disk.pretend(DatabaseLocks.SHARED);
        var at = new LogPosition.At(7, 8, start, sum.first(), sum.second(), new LogPosition.IndexMark.None());
        replicated
                .catalog()
                .advance(List.of(new Advance(
                        replicated.id(),
                        new Position(
                                position.txId(),
                                position.timestamp(),
                                position.identity(),
                                position.pageSize(),
                                position.pageCount(),
                                at,
                                position.bootId()),
                        new HashChange.Forget(),
                        Fingerprint.UNKNOWN,
                        Instant.EPOCH,
                        Instant.EPOCH)));

        assertThat(replicated.step()).isInstanceOf(CaptureResult.Captured.class);
        assertThat(replicated.how()).isEqualTo("followed the log");
        assertThat(replicated.pages()).isEqualTo(1);
        page[65536 + 40_000] ^= 1;
        assertThat(replicated.image()).isEqualTo(page);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.NothingNew.class);
    }

    @Test
    @Tag("D-31")
    void aLongReaderThatKeepsTheLogGrowing() throws IOException {
        var connection = create("WAL");
        var reader = application.open(database, "BEGIN");
        reader.query("SELECT count(*) FROM t");
        Replicated replicated = replicate().catchUp();
        long before = Files.size(beside("-wal"));
        for (int i = 1; i <= 20; i++) {
            connection.execute(update(i), "PRAGMA wal_checkpoint(PASSIVE)");
            replicated.catchUp("followed the log");
        }
        assertThat(Files.size(beside("-wal"))).isGreaterThan(before + 20 * 4096);
        assertThat(reader.query("SELECT count(*) FROM t")).isEqualTo("100");
    }

    /// One that is closed in an orderly way, and one whose log stays behind.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("D-12")
    void anOlderCopyTakesThePlaceOfTheDatabase(boolean isClosed) throws IOException {
        var connection = create("WAL");
        Replicated replicated = replicate().catchUp();
        Path backup = directory.resolve("backup.db");
        Files.write(backup, RecoveredCopy.bytes(database));
        byte[] old = replicated.image();
        connection.execute(update(3), update(4), "DELETE FROM t WHERE id > 50");
        replicated.catchUp("followed the log");
        if (isClosed) {
            connection.close();
        } else {
            application.kill();
            Files.deleteIfExists(beside("-wal"));
            Files.deleteIfExists(beside("-shm"));
        }
        Files.move(backup, database, StandardCopyOption.REPLACE_EXISTING);

        replicated.catchUp();
        assertThat(replicated.txId()).isEqualTo(3);
        assertThat(replicated.image()).isEqualTo(old);
        application.kill();
        application = SqliteProcess.start();
        application.open(database, update(5));
        replicated.catchUp();
    }

    /// The same inode, and the application has it open: its log says nothing of it.
    @ParameterizedTest
    @CsvSource({"cp, false", "dd, false", "cp, true", "dd, true"})
    @Tag("D-11")
    void anotherDatabaseIsCopiedOverIt(String command, boolean isCheckpointed) throws Exception {
        var connection = create("WAL");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        Path backup = directory.resolve("backup.db");
        Files.copy(database, backup);
        // Pages that the log does not hold, and would not repair.
        connection.execute(update(3), update(50), "PRAGMA wal_checkpoint(TRUNCATE)", update(9));
        if (isCheckpointed) {
            connection.execute("PRAGMA wal_checkpoint(FULL)");
        }
        Replicated replicated = replicate().catchUp();
        replicated.step();
        byte[] before = replicated.image();
        long inode = PosixDisk.open().status(database).orElseThrow().inode();

        List<String> words = command.equals("cp")
                ? List.of("cp", backup.toString(), database.toString())
                : List.of("dd", "if=" + backup, "of=" + database, "conv=notrunc", "bs=4096", "status=none");
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        assertThat(PosixDisk.open().status(database).orElseThrow().inode()).isEqualTo(inode);

        replicated.step();
        replicated.step();
        assertThat(replicated.image()).isEqualTo(overlaid()).isNotEqualTo(before);
    }

    /// The same beside a log that a killed application left; afterwards nobody comes, or somebody who makes the
    /// wal-index anew, which then says nothing of what was there before.
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    @Tag("D-11")
    void anotherDatabaseIsCopiedOverItBesideTheLogOfAKilledApplication(boolean isSeenClosed, boolean isOpenedAnew)
            throws Exception {
        var connection = create("WAL");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] backup = Files.readAllBytes(database);
        connection.execute(update(3), update(50), "PRAGMA wal_checkpoint(TRUNCATE)", update(9));
        Replicated replicated = replicate().catchUp();
        replicated.step();
        application.kill();
        if (isSeenClosed) {
            replicated.step();
        }
        byte[] before = replicated.image();
        application = SqliteProcess.start();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(backup), 0);
        }
        if (isOpenedAnew) {
            application.open(database).query("SELECT count(*) FROM t");
        }

        replicated.step();
        replicated.step();
        assertThat(replicated.image()).isEqualTo(overlaid()).isNotEqualTo(before);
        replicated.step();
        replicated.assertNothingNew();
        if (isOpenedAnew) {
            changePage(7);
            replicated.step();
            replicated.step();
            Files.delete(directory.resolve("copy.db"));
            assertThat(replicated.image()).isEqualTo(overlaid());
        }
    }

    /// The same where the next application commits so often before anybody looks that its wal-index, which began anew,
    /// has counted more than the one before.
    @Test
    @Tag("D-11")
    void anotherDatabaseIsCopiedOverItAndTheNextApplicationCommitsOften() throws Exception {
        var connection = create("WAL");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] backup = Files.readAllBytes(database);
        connection.execute(update(3), update(50), "PRAGMA wal_checkpoint(TRUNCATE)", update(9));
        Replicated replicated = replicate().catchUp();
        replicated.step();
        byte[] before = replicated.image();
        application.kill();
        application = SqliteProcess.start();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(backup), 0);
        }
        connection = application.open(database, "PRAGMA wal_autocheckpoint=0");
        for (int commit = 0; commit < 40; commit++) {
            connection.execute(update(60 + commit % 3));
        }

        replicated.step();
        replicated.step();
        assertThat(replicated.image()).isEqualTo(overlaid()).isNotEqualTo(before);
    }

    /// The same where the application had the database to itself, and another one comes after it.
    @Test
    @Tag("D-11")
    void anotherDatabaseIsCopiedOverItBesideTheLogOfAKilledApplicationThatHadItAlone() throws Exception {
        var connection = create("WAL");
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] backup = Files.readAllBytes(database);
        connection.close();
        application.open(
                database,
                "PRAGMA locking_mode=EXCLUSIVE",
                "PRAGMA journal_mode=WAL",
                update(3),
                update(50),
                "PRAGMA wal_checkpoint(TRUNCATE)",
                update(9));
        Replicated replicated = replicate().catchUp();
        replicated.step();
        byte[] before = replicated.image();
        application.kill();
        application = SqliteProcess.start();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(backup), 0);
        }
        application.open(database).query("SELECT count(*) FROM t");

        replicated.step();
        replicated.step();
        assertThat(replicated.image()).isEqualTo(overlaid()).isNotEqualTo(before);
    }

    /// A checkpoint was writing it when the power went: recovery takes the page from the log.
    @Test
    @Tag("D-21")
    void theFirstPageIsDamagedAndTheLogHoldsIt() throws Exception {
        create("WAL").execute("PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA user_version=7", update(9));
        application.kill();
        application = SqliteProcess.start();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(512), 0);
        }

        Replicated replicated = replicate().catchUp();
        assertThat(replicated.image()).isEqualTo(overlaid());
        assertThat(RecoveredCopy.integrity(replicated.image())).isEqualTo("ok");
    }

    @Test
    @Tag("D-21")
    void theFirstPageIsDamagedAndTheLogDoesNotHoldIt() throws Exception {
        create("WAL").execute("PRAGMA wal_checkpoint(TRUNCATE)", update(9));
        application.kill();
        application = SqliteProcess.start();
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(512), 0);
        }

        assertThat(replicate().step()).isInstanceOf(CaptureResult.Unsupported.class);
    }

    /// A page that no log holds.
    private void changePage(int page) throws IOException {
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), (page - 1L) * 4096 + 2000);
        }
    }

    /// What SQLite would recover, whether it is sound or not: the log over what is in the file now.
    private byte[] overlaid() throws IOException {
        Path copy = directory.resolve("copy.db");
        Files.copy(database, copy);
        Files.copy(beside("-wal"), Path.of(copy + "-wal"));
        try (var other = SqliteProcess.start()) {
            other.open(copy, "PRAGMA wal_checkpoint(TRUNCATE)").close();
        }
        return Files.readAllBytes(copy);
    }

    @Test
    @Tag("D-13")
    void aLinkInThePlaceOfTheDatabase() throws IOException {
        create("WAL").close();
        Replicated replicated = replicate().catchUp();
        Path elsewhere = directory.resolve("elsewhere.db");
        Files.move(database, elsewhere);
        Files.createSymbolicLink(database, elsewhere);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Unsupported.class);
        Files.delete(elsewhere);
        assertThat(replicated.step()).isInstanceOf(CaptureResult.Missing.class);
        Files.delete(database);
        Files.createSymbolicLink(database, database);
        var looped = new AtomicBoolean();
        try {
            looped.set(replicated.step() instanceof CaptureResult.Missing);
        } catch (IOException loop) {
            looped.set(true);
        }
        assertThat(looped).isTrue();
        Files.delete(database);
        create("WAL");
        replicated.catchUp();
        assertThat(replicated.txId()).isEqualTo(2);
    }
}
