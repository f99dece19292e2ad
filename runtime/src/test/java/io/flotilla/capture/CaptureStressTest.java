package io.flotilla.capture;

import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PosixDisk;
import io.flotilla.sqlite.RecoveredCopy;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several processes write one database, check it in and start its log over, are killed and come back, while it is
/// captured over and over. Every single image passes `integrity_check` and has the application's invariants; when
/// the writers rest, the image is the database.
///
/// A database is looked at only when its fingerprint is another one than at the last settled answer, as the service
/// does: an answer that hid a commit would leave the image behind for good.
///
/// `-Dflotilla.stress.seconds` sets how long each journal mode is under stress, `-Dflotilla.stress.seed` repeats a
/// run as far as several processes can be repeated.
class CaptureStressTest {

    private static final long SECONDS = Long.getLong("flotilla.stress.seconds", 2);
    private static final long SEED = Long.getLong("flotilla.stress.seed", System.nanoTime());
    private static final int WRITERS = 3;
    private static final int ROUND_MILLIS = 1200;

    @TempDir
    Path directory;

    private final PosixDisk disk;
    private final Random random = new Random(SEED);
    private final List<SqliteProcess> writers = new ArrayList<>();
    private Fingerprint settledAt = Fingerprint.UNKNOWN;
    private long commits = -1;
    private int looks;
    private int unsettled;
    private int compared;
    private int same;
    private byte[] latest = new byte[0];

    CaptureStressTest() throws IOException {
        disk = PosixDisk.open();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE", "TRUNCATE", "PERSIST"})
    @Tag("D-24")
    void everyImageIsAStateThatTheDatabaseHad(String journalMode) throws IOException {
        System.out.println("Seed " + SEED);
        Path database = directory.resolve("bank.db");
        for (int i = 0; i < WRITERS; i++) {
            writers.add(SqliteProcess.start());
        }
        writers.getFirst()
                .open(database, "PRAGMA auto_vacuum=INCREMENTAL", "PRAGMA journal_mode=" + journalMode)
                .execute(BankWork.schema())
                .close();
        Path state = directory.resolve("state");
        var scratch = Scratch.open(state.resolve("scratch"), 1L << 30);
        int rounds = 0;
        try (var replicated = new Replicated(database, state, disk, InstantSource.system(), scratch)) {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            do {
                round(database, replicated, journalMode);
                rounds++;
            } while (System.nanoTime() < end);
            System.out.println(journalMode + ": " + rounds + " rounds, " + looks + " looks, " + replicated.files()
                    + " images, " + compared + " by comparing, " + unsettled + " unsettled, " + same
                    + " with nothing visibly new, "
                    + commits + " commits, 0 bad");
        } finally {
            writers.forEach(SqliteProcess::close);
        }
    }

    private void round(Path database, Replicated replicated, String journalMode) throws IOException {
        for (SqliteProcess writer : writers) {
            writer.begin(
                    BankWork.class,
                    database.toString(),
                    Long.toString(random.nextLong()),
                    Integer.toString(ROUND_MILLIS),
                    "PRAGMA journal_mode=" + journalMode,
                    "PRAGMA synchronous=" + (random.nextBoolean() ? "FULL" : "OFF"),
                    "PRAGMA wal_autocheckpoint=" + (5 + random.nextInt(100)));
        }
        int victim = random.nextInt(2 * WRITERS);
        long killAt = System.nanoTime() + random.nextInt(ROUND_MILLIS) * 1_000_000L;
        var ends = CompletableFuture.allOf(writers.stream()
                .filter(writer -> victim >= WRITERS || writer != writers.get(victim))
                .map(writer -> CompletableFuture.runAsync(writer::await))
                .toArray(CompletableFuture[]::new));
        boolean killed = false;
        while (!ends.isDone()) {
            look(database, replicated);
            LockSupport.parkNanos(random.nextInt(4_000_000));
            if (victim < WRITERS && !killed && System.nanoTime() > killAt) {
                writers.get(victim).kill();
                killed = true;
            }
        }
        ends.join();
        if (victim < WRITERS) {
            writers.get(victim).kill();
            writers.set(victim, SqliteProcess.start());
            // What a killed writer left half done is rolled back by the next reader.
            writers.get(victim).open(database).query(BankWork.INVARIANT);
        }
        rest(database, replicated);
    }

    /// Nobody writes any more: looks on until the answer is settled, and compares.
    private void rest(Path database, Replicated replicated) throws IOException {
        do {
            LockSupport.parkNanos(1_000_000);
        } while (look(database, replicated));
        replicated.assertEqual();
    }

    /// Looks at the database if its fingerprint says so; whether it has to be looked at again.
    private boolean look(Path database, Replicated replicated) throws IOException {
        Fingerprint before = fingerprint(database);
        if (before.equals(settledAt)) {
            return false;
        }
        looks++;
        CaptureResult result = replicated.step();
        boolean isSettled = switch (result) {
            case CaptureResult.Captured captured -> {
                check(replicated);
                yield replicated.settled();
            }
            case CaptureResult.NothingNew nothing -> true;
            case CaptureResult.Repositioned repositioned -> true;
            case CaptureResult.Unsettled(var why) -> {
                unsettled++;
                yield false;
            }
            case CaptureResult.Waiting waiting -> throw new AssertionError("no page");
            case CaptureResult.Missing missing -> throw new AssertionError("no file");
            case CaptureResult.Unsupported(var why) -> throw new AssertionError(why);
        };
        settledAt = isSettled ? before : Fingerprint.UNKNOWN;
        return true;
    }

    private Fingerprint fingerprint(Path database) throws IOException {
        return Fingerprint.of(
                disk.status(database).orElseThrow(),
                disk.status(Path.of(database + "-wal")),
                disk.status(Path.of(database + "-journal")));
    }

    /// The count of commits grows from image to image. Where it stays, the application sees the same: a transaction
    /// that is rolled back leaves other bytes in free pages.
    private void check(Replicated replicated) throws IOException {
        compared += replicated.how().startsWith("compared") ? 1 : 0;
        byte[] image = replicated.image();
        String integrity = RecoveredCopy.integrity(image);
        String[] invariant = RecoveredCopy.query(image, BankWork.INVARIANT).split("/");
        boolean isGood = integrity.equals("ok")
                && invariant[0].equals(Long.toString(BankWork.SUM))
                && invariant[2].equals("1")
                && Long.parseLong(invariant[1]) >= commits
                && (Long.parseLong(invariant[1]) > commits || content(image).equals(content(latest)));
        if (!isGood) {
            Path kept = Files.write(Files.createTempFile("bad-image", ".db"), image);
            Files.write(Path.of(kept + "-before"), latest);
            throw new AssertionError("Bad image " + kept + " (" + replicated.how() + "): " + integrity + ", "
                    + String.join("/", invariant) + " after " + commits + " commits");
        }
        same += Long.parseLong(invariant[1]) == commits ? 1 : 0;
        commits = Long.parseLong(invariant[1]);
        latest = image;
    }

    private static String content(byte[] image) {
        return RecoveredCopy.query(image, BankWork.CONTENT);
    }
}
