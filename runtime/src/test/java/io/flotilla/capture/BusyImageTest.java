package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Databases whose application commits without pause: captured all the same, and the application notices nothing but a
/// wait within its busy timeout.
///
/// `-Dflotilla.busy.rows` sets the size (3 kB a row), `-Dflotilla.busy.restarts` how many restarts of the log
/// have to be met, `-Dflotilla.stress.seed` the seed.
class BusyImageTest {

    private static final int ROWS = Integer.getInteger("flotilla.busy.rows", 5000);
    private static final int RESTARTS = Integer.getInteger("flotilla.busy.restarts", 5);
    private static final long SEED = Long.getLong("flotilla.stress.seed", System.nanoTime());
    private static final Duration LOCK = Duration.ofMillis(250);

    /// Longer than any read takes, where that is not what ends it.
    private static final Duration AMPLE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);
    private Path database;
    private Path end;
    private SqliteProcess writer;
    private HookedDisk disk;
    private long commits = -1;

    @BeforeEach
    void open() throws IOException {
        System.out.println("Seed " + SEED);
        database = directory.resolve("bank.db");
        end = directory.resolve("end");
        writer = SqliteProcess.start();
        disk = new HookedDisk(PosixDisk.open());
    }

    @AfterEach
    void close() throws IOException {
        Files.write(end, new byte[0]);
        writer.close();
    }

    private Replicated replicated(Duration lock) throws IOException {
        Path state = directory.resolve("state");
        return new Replicated(
                database, state, disk, InstantSource.system(), Scratch.open(state.resolve("scratch"), 1L << 30), lock);
    }

    private void begin(String journalMode, int rows) {
        writer.open(database, "PRAGMA journal_mode=" + journalMode)
                .execute(BusyWork.schema(rows))
                .close();
        writer.begin(
                BusyWork.class,
                database.toString(),
                end.toString(),
                Long.toString(random.nextLong()),
                "PRAGMA journal_mode=" + journalMode,
                "PRAGMA synchronous=OFF");
    }

    /// The application ends; every one of its commits had succeeded.
    private int commitsAfterTheEnd() throws IOException {
        Files.write(end, new byte[0]);
        return Integer.parseInt(writer.await());
    }

    private void check(byte[] image) {
        assertThat(RecoveredCopy.integrity(image)).isEqualTo("ok");
        String[] invariant = RecoveredCopy.query(image, BankWork.INVARIANT).split("/");
        assertThat(invariant[0]).isEqualTo(Long.toString(BankWork.SUM));
        assertThat(invariant[2]).isEqualTo("1");
        assertThat(Long.parseLong(invariant[1])).isGreaterThanOrEqualTo(commits);
        commits = Long.parseLong(invariant[1]);
    }

    /// Default auto-checkpoint: the log starts over every hundred commits or so, many times within one copy. Every
    /// image is made from the one before and what changed.
    @Test
    void copiesALargeDatabaseWhoseLogStartsOverAllTheWhile() throws IOException {
        begin("WAL", ROWS);
        var files = new DatabaseFiles(disk, database);
        var hasher = new PageHasher(random.nextLong());
        var tools = new LiveLog.Tools(hasher, InstantSource.system());
        var scratch = Scratch.open(directory.resolve("scratch"), 1L << 30);
        long[] known = {};
        byte[] image = {};
        int restarts = 0;
        int copies = 0;
        int refusals = 0;
        while (restarts < RESTARTS || copies < 3) {
            long[] before = known;
            Changes.KnownHashes shipped = (page, hash) -> page <= before.length && before[page - 1] == hash;
            try (var open = new OpenFiles(files)) {
                if (!(new LiveCopy(files, tools, scratch).take(open, shipped) instanceof Imaged.Taken(Image taken))) {
                    refusals++;
                    continue;
                }
                image = applied(image, Changes.of(taken, shipped, Integer.MAX_VALUE));
                known = taken.hashes();
                restarts += ((Taking.Live) taken.taking()).restarts();
                copies++;
            }
            check(image);
        }
        int all = commitsAfterTheEnd();
        System.out.println(image.length + " bytes: " + copies + " copies, " + refusals + " given up, " + restarts
                + " restarts bridged, " + all + " commits");
    }

    private static byte[] applied(byte[] image, Changes changes) throws IOException {
        byte[] next = Arrays.copyOf(image, changes.pageCount() * changes.pageSize());
        byte[] page = new byte[changes.pageSize()];
        for (int i = 0; i < changes.pages().length; i++) {
            changes.reader().read(i, page);
            System.arraycopy(page, 0, next, (changes.pages()[i] - 1) * page.length, page.length);
        }
        return next;
    }

    /// Through the whole ladder; the place in the log is then followed.
    @Test
    void capturesALargeDatabaseWhoseLogStartsOverAllTheWhile() throws IOException {
        begin("WAL", ROWS);
        try (var replicated = replicated(LOCK)) {
            while (replicated.files() < 4) {
                if (replicated.step() instanceof CaptureResult.Captured) {
                    System.out.println(replicated.how());
                    check(replicated.image());
                }
            }
            commitsAfterTheEnd();
            rest(replicated);
        }
    }

    private static void rest(Replicated replicated) throws IOException {
        CaptureResult result = replicated.step();
        while (!(result instanceof CaptureResult.NothingNew || result instanceof CaptureResult.Repositioned)) {
            result = replicated.step();
        }
        replicated.assertEqual();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF"})
    void readsADatabaseThatNeverHoldsStillUnderALock(String journalMode) throws IOException {
        begin(journalMode, 300);
        try (var replicated = replicated(LOCK)) {
            int locked = 0;
            while (locked < 3) {
                if (replicated.step() instanceof CaptureResult.Captured) {
                    check(replicated.image());
                    locked += replicated.how().endsWith("read under a shared lock") ? 1 : 0;
                }
            }
            assertThat(disk.calls("unlock database")).isPositive();
            assertThat(commitsAfterTheEnd()).isPositive();
            rest(replicated);
        }
    }

    /// A clock that stands still: the file always looks as if it had been written just now.
    @Test
    void takesALockAfterSeveralLooksOnly() throws IOException {
        try (var replicated = frozen(LOCK)) {
            for (int look = 1; look <= 15; look++) {
                assertThat(replicated.assertUnsettled()).isEqualTo("the database was written just now");
            }
            assertThat(disk.calls("lock database")).isZero();
            replicated.catchUp("compared pages: first copy, read under a shared lock");
            assertThat(disk.calls("lock database")).isEqualTo(1);
            assertThat(disk.calls("unlock database")).isEqualTo(1);
            assertThat(replicated.settled()).isFalse();
        }
    }

    @Test
    void neverTakesALockWhereThatIsSwitchedOff() throws IOException {
        try (var replicated = frozen(Duration.ZERO)) {
            for (int look = 1; look <= 20; look++) {
                assertThat(replicated.assertUnsettled()).isEqualTo("the database was written just now");
            }
            assertThat(disk.calls("lock database")).isZero();
        }
    }

    private Replicated frozen(Duration lock) throws IOException {
        writer.open(database).execute(BankWork.schema()).close();
        Path state = directory.resolve("state");
        return new Replicated(
                database,
                state,
                disk,
                InstantSource.fixed(Files.getLastModifiedTime(database).toInstant()),
                Scratch.open(state.resolve("scratch"), 1L << 30),
                lock);
    }

    /// Its journal is valid, and its writer is alive: what the file holds is committed.
    @Test
    void readsWhatIsCommittedWhileATransactionIsOpen() throws IOException {
        try (var replicated = replicated(LOCK)) {
            var connection = writer.open(database, "PRAGMA synchronous=OFF").execute(BankWork.schema());
            byte[] committed = Files.readAllBytes(database);
            connection.execute("BEGIN IMMEDIATE", "UPDATE account SET balance=0 WHERE id=1");
            for (int look = 1; look <= 15; look++) {
                assertThat(replicated.assertUnsettled()).contains("a rollback journal is there");
            }
            int polite = 0;
            while (!(replicated.step() instanceof CaptureResult.Captured)) {
                polite++;
            }
            assertThat(polite).isBetween(20, 200);
            assertThat(replicated.image()).isEqualTo(committed);
            connection.execute("COMMIT");
        }
    }

    @Test
    void leavesAHotJournalToTheApplication() throws IOException {
        writer.open(database, "PRAGMA synchronous=OFF", "PRAGMA cache_size=2")
                .execute(BankWork.schema())
                .execute("BEGIN IMMEDIATE", "UPDATE account SET note=randomblob(400)");
        writer.kill();
        try (var replicated = replicated(AMPLE)) {
            for (int look = 1; look <= 15; look++) {
                assertThat(replicated.assertUnsettled()).contains("a rollback journal is there");
            }
            assertThat(replicated.assertUnsettled()).startsWith("needs rollback by the application");
            assertThat(disk.calls("unlock database")).isEqualTo(disk.calls("lock database"));
            writer = SqliteProcess.start();
            writer.open(database).query(BankWork.INVARIANT);
            rest(replicated);
        }
    }

    /// Every look at the clock is 100 ms later: the second chunk is not begun any more.
    @Test
    void givesTheLockBackWhenItsTimeIsOver() throws IOException {
        writer.open(database).execute(BusyWork.schema(300)).close();
        var files = new DatabaseFiles(disk, database);
        var time = new AtomicLong();
        InstantSource clock = () -> Instant.EPOCH.plusMillis(time.addAndGet(100));
        var scratch = Scratch.open(directory.resolve("scratch"), 1L << 30);
        try (var open = new OpenFiles(files)) {
            assertThat(new LockedImage(files, new LiveLog.Tools(new PageHasher(1), clock), scratch)
                            .take(open, Changes.KnownHashes.NONE, LOCK, LockedImage.Manner.FIRM))
                    .isEqualTo(Imaged.Unsettled.busy("it could not be read within 250 ms under a shared lock"));
        }
        assertThat(disk.calls("unlock database")).isEqualTo(1);
        assertThat(disk.calls("read database")).isEqualTo(2);
    }

    /// A commit needs the file for itself, and fails at once where nobody waits for locks. Before it does, its writer
    /// announces itself.
    @Test
    void givesTheLockBackWhereAWriterComes() throws IOException {
        writer.open(database).execute(BusyWork.schema(300)).close();
        var other = writer.open(database, "PRAGMA busy_timeout=0");
        var files = new DatabaseFiles(disk, database);
        disk.before("read database", 3, () -> other.execute("BEGIN IMMEDIATE", "UPDATE account SET balance = balance"));
        var scratch = Scratch.open(directory.resolve("scratch"), 1L << 30);
        var image = new LockedImage(files, new LiveLog.Tools(new PageHasher(1), InstantSource.system()), scratch);
        try (var open = new OpenFiles(files)) {
            assertThat(image.take(open, Changes.KnownHashes.NONE, AMPLE, LockedImage.Manner.POLITE))
                    .isEqualTo(Imaged.Unsettled.busy("a writer came, and the shared lock was given back"));
        }
        assertThat(disk.fired()).isEqualTo(1);
        assertThat(disk.calls("read database")).isEqualTo(3);
        other.execute("COMMIT");

        other.execute("BEGIN IMMEDIATE");
        try (var open = new OpenFiles(files)) {
            assertThat(image.take(open, Changes.KnownHashes.NONE, AMPLE, LockedImage.Manner.POLITE))
                    .isInstanceOf(Imaged.Unsettled.class);
            assertThat(image.take(open, Changes.KnownHashes.NONE, AMPLE, LockedImage.Manner.FIRM))
                    .isInstanceOf(Imaged.Taken.class);
        }
        other.execute("COMMIT");
    }

    /// Somebody who does not ask for locks writes meanwhile.
    @Test
    void trustsNoLockThatIsNotKept() throws IOException {
        writer.open(database).execute(BusyWork.schema(300)).close();
        var files = new DatabaseFiles(disk, database);
        disk.before("read database", 3, () -> touch(database));
        try (var open = new OpenFiles(files)) {
            var tools = new LiveLog.Tools(new PageHasher(1), InstantSource.system());
            var scratch = Scratch.open(directory.resolve("scratch"), 1L << 30);
            assertThat(new LockedImage(files, tools, scratch)
                            .take(open, Changes.KnownHashes.NONE, AMPLE, LockedImage.Manner.FIRM))
                    .isEqualTo(new Imaged.Unsettled("the database was written in spite of a shared lock"));
        }
        assertThat(disk.fired()).isEqualTo(1);
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.fromMillis(12345));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
