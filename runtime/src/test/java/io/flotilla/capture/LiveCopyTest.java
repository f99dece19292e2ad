package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.PageHasher;
import io.flotilla.disk.DatabaseLocks;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.OneApplication;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// What an application may do between two reads of a database that is copied while its log is followed. Each action is
/// put at exactly one place, and the image is what SQLite makes of the files in the end.
class LiveCopyTest {

    private static final int PAGE = 4096;
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @RegisterExtension
    static final OneApplication application = new OneApplication();

    @TempDir
    Path directory;

    private final PageHasher hasher = new PageHasher(1);
    private Path database;
    private SqliteProcess.Connection connection;
    private HookedDisk disk;
    private DatabaseFiles files;
    private Scratch scratch;
    private InstantSource clock = InstantSource.fixed(NOON);

    @BeforeEach
    void open() throws IOException {
        database = directory.resolve("app.db");
        connection = application.open(
                database,
                "PRAGMA journal_mode=WAL",
                "PRAGMA wal_autocheckpoint=0",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB)");
        insert(400);
        checkpoint("FULL");
        update(1, 2, 3, 4, 5, 6, 7, 8);
        disk = new HookedDisk(PosixDisk.open());
        files = new DatabaseFiles(disk, database);
        scratch = Scratch.open(directory.resolve("scratch"), 1L << 30);
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private void insert(int rows) {
        connection.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n WHERE x<" + rows
                + ") INSERT INTO t(v) SELECT randomblob(3000) FROM n");
    }

    private void update(int... rows) {
        for (int row : rows) {
            connection.execute("UPDATE t SET v=randomblob(3000) WHERE id=" + row);
        }
    }

    private void checkpoint(String kind) {
        assertThat(connection.query("PRAGMA wal_checkpoint(" + kind + ")")).startsWith("0");
    }

    private Imaged take(OpenFiles open, Changes.KnownHashes known) throws IOException {
        return new LiveCopy(files, new LiveLog.Tools(hasher, clock), scratch).take(open, known);
    }

    /// Copies, proves that all actions ran, that no attempt but the last was given up, and that the image is right.
    private int restartsOf(int attempts) throws IOException {
        try (var open = new OpenFiles(files)) {
            Imaged imaged = take(open, Changes.KnownHashes.NONE);
            assertThat(imaged).isInstanceOf(Imaged.Taken.class);
            Image image = ((Imaged.Taken) imaged).image();
            byte[] bytes = new byte[image.pageCount() * PAGE];
            byte[] page = new byte[PAGE];
            for (int number = 1; number <= image.pageCount(); number++) {
                image.read(number, page);
                assertThat(hasher.hash(page, 0, PAGE)).isEqualTo(image.hash(number));
                System.arraycopy(page, 0, bytes, (number - 1) * PAGE, PAGE);
            }
            byte[] expected = RecoveredCopy.bytes(database);
            assertThat(bytes.length).isEqualTo(expected.length);
            assertThat(Arrays.mismatch(bytes, expected)).isEqualTo(-1);
            assertThat(disk.calls("open database")).isEqualTo(attempts);
            return ((Taking.Live) image.taking()).restarts();
        } finally {
            assertNothingLeft();
        }
    }

    private void assertNothingLeft() throws IOException {
        scratch.reserve(1L << 30);
        scratch.release(1L << 30);
        try (var left = Files.list(directory.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void copiesADatabaseThatStandsStill() throws IOException {
        assertThat(restartsOf(1)).isZero();
    }

    @Test
    void theLogStartsOverBetweenTwoReads() throws IOException {
        disk.before("read database", 3, () -> {
            update(1, 100, 200, 399);
            checkpoint("FULL");
            update(2, 100);
        });
        assertThat(restartsOf(1)).isEqualTo(1);
        assertThat(disk.fired()).isEqualTo(1);
    }

    @Test
    void theLogStartsOverAfterEachRead() throws IOException {
        manyCommits();
        for (int read = 2; read <= 7; read++) {
            int row = 50 * read;
            disk.before("read database", read, () -> {
                update(row, 11, 399);
                checkpoint("RESTART");
                update(row + 1, 11);
            });
        }
        assertThat(restartsOf(1)).isEqualTo(6);
        assertThat(disk.fired()).isEqualTo(6);
    }

    /// The page was read before the checkpoint wrote it.
    @Test
    void aPageIsWrittenBackBetweenItsReadAndTheEnd() throws IOException {
        disk.before("read database", 6, () -> {
            update(1, 2, 3);
            checkpoint("PASSIVE");
        });
        assertThat(restartsOf(1)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
    }

    /// The file has a commit before the log was looked at again.
    @Test
    void aPageIsWrittenBackBeforeItIsRead() throws IOException {
        disk.before("read database", 2, () -> {
            update(390, 391);
            checkpoint("PASSIVE");
        });
        assertThat(restartsOf(1)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
    }

    @Test
    void theDatabaseGrows() throws IOException {
        disk.before("read database", 3, () -> {
            update(390);
            insert(300);
            checkpoint("FULL");
            update(500);
        });
        assertThat(restartsOf(1)).isEqualTo(1);
    }

    @Test
    void theDatabaseShrinksAndItsFileToo() throws IOException {
        long before = Files.size(database);
        disk.before("read database", 3, () -> {
            connection.execute("DELETE FROM t WHERE id > 100", "VACUUM");
            checkpoint("FULL");
            update(3);
        });
        assertThat(restartsOf(1)).isEqualTo(1);
        assertThat(Files.size(database)).isLessThan(before / 2);
    }

    @Test
    void theDatabaseShrinksAndGrowsAgain() throws IOException {
        disk.before("read database", 5, () -> {
            connection.execute("DELETE FROM t WHERE id > 100", "VACUUM");
            checkpoint("FULL");
            update(3);
        });
        disk.before("read database", 6, () -> insert(300));
        restartsOf(1);
    }

    @Test
    void theFileIsReplacedMeanwhile() throws IOException {
        Path other = directory.resolve("other.db");
        Files.copy(database, other);
        disk.before("read database", 3, () -> move(other, database));
        try (var open = new OpenFiles(files)) {
            Imaged imaged = take(open, Changes.KnownHashes.NONE);
            assertThat(disk.fired()).isEqualTo(1);
            // Nobody has the new file open, so the log beside it, which is another database's, has no count.
            assertThat(imaged).isInstanceOf(Imaged.Unsettled.class);
        }
        assertNothingLeft();
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Two restarts between two looks: what the generation in between held cannot be known.
    @Test
    void beginsAnewWhereTheLogStartedOverTwice() throws IOException {
        disk.before("read database", 3, () -> {
            update(1);
            checkpoint("FULL");
            update(399);
            checkpoint("FULL");
            update(3);
        });
        assertThat(restartsOf(2)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
    }

    @Test
    void givesUpWhereTheLogIsNeverMetTwice() throws IOException {
        for (int read = 1; read <= 40; read++) {
            disk.before("read database", read, () -> {
                checkpoint("TRUNCATE");
                update(3);
            });
        }
        try (var open = new OpenFiles(files)) {
            Imaged imaged = take(open, Changes.KnownHashes.NONE);
            assertThat(imaged)
                    .isInstanceOfSatisfying(
                            Imaged.Unsettled.class,
                            unsettled -> assertThat(unsettled.why().toString())
                                    .startsWith("busy-image: its log could not be followed while it was copied: "));
        }
        assertNothingLeft();
    }

    /// The new generation has written over the old one's end. The count of commits alone tells that nothing was
    /// missed, and it is known to be the same count.
    @Test
    void trustsACountThatCannotHaveBegunAnew() throws IOException {
        manyCommits();
        disk.before("read database", 3, this::overtake);
        assertThat(restartsOf(1)).isEqualTo(1);
        assertThat(disk.fired()).isEqualTo(1);
    }

    /// So much time has passed that an index made anew could have counted as far.
    @Test
    void doesNotTrustACountThatMayHaveBegunAnew() throws IOException {
        manyCommits();
        var hours = new AtomicLong();
        disk.before("read database", 3, () -> {
            overtake();
            hours.set(1);
        });
        clock = () -> NOON.plus(Duration.ofMinutes(hours.get()));
        assertThat(restartsOf(2)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
    }

    /// What was committed between the last look and the restart is written over as well: the count tells.
    @Test
    void noticesWhatWasLostByTheCount() throws IOException {
        manyCommits();
        disk.before("read database", 3, () -> {
            update(10);
            overtake();
        });
        assertThat(restartsOf(2)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
    }

    /// A commit frame that is written twice, to fill a sector, makes up in number for a commit that was lost.
    @Test
    void doesNotTrustACountAmongRepeatedCommits() throws IOException {
        manyCommits();
        var padding = application.open(Path.of("file:" + database + "?psow=0"), "PRAGMA wal_autocheckpoint=0");
        disk.before("read database", 3, () -> {
            update(10);
            checkpoint("FULL");
            update(20, 21, 22, 23);
            padding.execute("UPDATE t SET v=randomblob(3000) WHERE id=24");
            update(25);
        });
        assertThat(restartsOf(2)).isZero();
        assertThat(disk.fired()).isEqualTo(1);
        padding.close();
    }

    /// More than an index made anew counts within a millisecond; then a short log.
    private void manyCommits() {
        for (int i = 0; i < 300; i++) {
            connection.execute("UPDATE t SET v=randomblob(10) WHERE id=" + (1 + i % 7));
        }
        checkpoint("FULL");
        update(12, 13, 14);
    }

    private void overtake() {
        checkpoint("FULL");
        update(20, 21, 22, 23, 24, 25);
    }

    @Test
    void keepsOnlyWhatIsNotKnown() throws IOException {
        long[] hashes;
        try (var open = new OpenFiles(files)) {
            hashes = ((Imaged.Taken) take(open, Changes.KnownHashes.NONE))
                    .image()
                    .hashes();
        }
        disk.before("read database", disk.calls("read database") + 3, () -> update(5));
        update(300);
        try (var open = new OpenFiles(files)) {
            Image image = ((Imaged.Taken) take(open, (page, hash) -> hashes[page - 1] == hash)).image();
            Changes changes = Changes.of(image, (page, hash) -> hashes[page - 1] == hash, Integer.MAX_VALUE);
            assertThat(changes.pages().length).isBetween(1, 4);
            byte[] page = new byte[PAGE];
            for (int i = 0; i < changes.pages().length; i++) {
                changes.reader().read(i, page);
                assertThat(hasher.hash(page, 0, PAGE)).isEqualTo(changes.hashes()[i]);
            }
            assertThatThrownBy(() -> image.read(150, page)).hasMessageContaining("page 150");
        }
    }

    @Test
    void givesUpWhereTheScratchSpaceIsUsedUp() throws IOException {
        scratch = Scratch.open(directory.resolve("small"), 1 << 16);
        try (var open = new OpenFiles(files)) {
            assertThat(take(open, Changes.KnownHashes.NONE))
                    .isEqualTo(Imaged.Unsettled.busy("the scratch space of 65536 bytes is used up"));
        }
        scratch.reserve(1 << 16);
    }

    @Test
    void givesUpWhereItTakesTooLong() throws IOException {
        var minutes = new AtomicLong();
        clock = () -> NOON.plus(Duration.ofMinutes(minutes.getAndAdd(1)));
        try (var open = new OpenFiles(files)) {
            assertThat(take(open, Changes.KnownHashes.NONE))
                    .isEqualTo(Imaged.Unsettled.busy("it takes longer than 5 minutes to copy it"));
        }
        assertNothingLeft();
    }

    /// One connection that holds the database exclusively keeps its count to itself.
    @Test
    void givesUpWhereNobodySharesACount() throws IOException {
        disk.pretend(DatabaseLocks.EXCLUSIVE);
        try (var open = new OpenFiles(files)) {
            assertThat(take(open, Changes.KnownHashes.NONE))
                    .isEqualTo(new Imaged.Unsettled(
                            "its log could not be followed while it was copied: " + Fall.NO_COUNT));
        }
    }
}
