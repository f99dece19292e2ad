package io.flotilla.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.disk.FileStatus;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.WatchedDisk;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectionTest {

    private static final Duration LATER = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private final WatchedDisk disk = new WatchedDisk();
    private Path database;
    private Path wal;
    private Path journal;

    @BeforeEach
    void createDatabase() throws IOException {
        database = Files.writeString(directory.resolve("a.db"), "pages");
        wal = directory.resolve("a.db-wal");
        journal = directory.resolve("a.db-journal");
    }

    @Test
    void whatNobodyKnowsIsChanged() {
        assertThat(look(Fingerprint.UNKNOWN)).isInstanceOf(Sighting.Changed.class);
    }

    @Test
    void seesNothingWhereNothingWasWritten() throws IOException {
        Files.writeString(wal, "log");
        Fingerprint known = observed();

        assertThat(look(known)).isEqualTo(new Sighting.Unchanged());
    }

    @Test
    void seesAWriteToEachFileOfADatabase() throws IOException {
        for (Path file : new Path[] {journal, database, wal}) {
            Fingerprint known = observed();
            Files.writeString(file, "more", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            assertThat(look(known)).as("%s grew", file).isInstanceOf(Sighting.Changed.class);
        }
    }

    @Test
    void seesAWriteThatKeepsSizeAndModificationTime() throws IOException {
        Files.writeString(wal, "log");
        FileTime modified = Files.getLastModifiedTime(wal);
        Fingerprint known = observed();

        tick(wal);
        Files.writeString(wal, "LOG");
        Files.setLastModifiedTime(wal, modified);

        assertThat(look(known)).isInstanceOf(Sighting.Changed.class);
    }

    @Test
    void seesThatAFileWasReplacedByItsTwin() throws IOException {
        Fingerprint known = observed();
        Path twin = Files.copy(database, directory.resolve("twin"));
        Files.setLastModifiedTime(twin, Files.getLastModifiedTime(database));
        Files.move(twin, database, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(look(known)).isInstanceOf(Sighting.Changed.class);
    }

    @Test
    void isNotSettledWithinATickOfTheLastChange() throws IOException {
        Instant changed = lastChange();

        assertThat(settledAt(changed.plusMillis(19))).isFalse();
        assertThat(settledAt(changed.plusMillis(20))).isTrue();
        assertThat(settledAt(changed.minusMillis(1))).isFalse();
    }

    @Test
    @Tag("P-8")
    void settlesAlsoWhereTheClockWasSetBack() throws IOException {
        assertThat(settledAt(lastChange().minusSeconds(3600))).isTrue();
    }

    /// A thread may wait between the clock and the status for longer than a tick, and the write comes meanwhile.
    @Test
    @Tag("X-2")
    void isNotSettledWhereTheWriteCameBetweenTheClockAndTheStatus() throws IOException {
        Instant changed = lastChange();
        var times = new ArrayDeque<>(List.of(changed.minusSeconds(1), changed));
        var sighting = (Sighting.Changed) new Detection(disk, times::remove).look(database, Fingerprint.UNKNOWN);
        assertThat(sighting.settled()).isFalse();
    }

    @Test
    void saysWhenTheNewestFileWasModified() throws IOException {
        Instant moment = Instant.parse("2031-01-02T03:04:05.000000006Z");
        for (Path file : List.of(database, journal, wal)) {
            Files.writeString(file, "more");
            Files.setLastModifiedTime(file, FileTime.from(moment));

            var changed = (Sighting.Changed) look(Fingerprint.UNKNOWN);

            assertThat(changed.modified()).as(file.toString()).isEqualTo(moment);
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        }
    }

    @Test
    void asksTwiceForADatabaseWithALogAndThreeTimesOtherwise() throws IOException {
        look(Fingerprint.UNKNOWN);
        assertThat(disk.statuses()).isEqualTo(3);

        Files.writeString(wal, "log");
        look(Fingerprint.UNKNOWN);
        assertThat(disk.statuses()).isEqualTo(5);
        assertThat(disk.opened()).isEmpty();
    }

    @Test
    void missesADatabaseThatIsGoneOrADirectoryNow() throws IOException {
        Files.delete(database);
        assertThat(look(Fingerprint.UNKNOWN)).isEqualTo(new Sighting.Missing());

        Files.createDirectory(database);
        assertThat(look(Fingerprint.UNKNOWN)).isEqualTo(new Sighting.Missing());
    }

    @Test
    void saysWhyTheFileSystemRefuses() {
        disk.failAt(wal, new AccessDeniedException(wal.toString()));

        assertThat(look(Fingerprint.UNKNOWN))
                .isInstanceOfSatisfying(
                        Sighting.Unreadable.class,
                        unreadable -> assertThat(unreadable.why().toString())
                                .contains("permission: permission denied", wal.toString()));
    }

    private Fingerprint observed() {
        return ((Sighting.Changed) look(Fingerprint.UNKNOWN)).observed();
    }

    private Sighting look(Fingerprint known) {
        return new Detection(disk, InstantSource.fixed(Instant.now().plus(LATER))).look(database, known);
    }

    private boolean settledAt(Instant now) {
        var changed =
                (Sighting.Changed) new Detection(disk, InstantSource.fixed(now)).look(database, Fingerprint.UNKNOWN);
        return changed.settled();
    }

    private Instant lastChange() throws IOException {
        FileStatus status = disk.status(database).orElseThrow();
        return Instant.EPOCH.plusNanos(status.changedNanos());
    }

    /// Until the kernel's clock stamps a change with another time than the file has.
    private void tick(Path file) throws IOException {
        Path other = directory.resolve("clock");
        long before = disk.status(file).orElseThrow().changedNanos();
        do {
            Files.writeString(other, "tick");
        } while (disk.status(other).orElseThrow().changedNanos() == before);
    }
}
