package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.fleet.Attempts;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Fetching;
import io.flotilla.restore.Proof;
import io.flotilla.restore.Restore;
import io.flotilla.service.verification.ReplicaCheck;
import io.flotilla.service.verification.ReplicaCheck.Checked;
import io.flotilla.service.verification.SourceComparison;
import io.flotilla.service.verification.SourceComparison.Likeness;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaListing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaCheckTest {

    private static final ObjectKey REPLICA = ObjectKey.of("d/a.db");

    private final LtxStore store = new LtxStore(new MemoryTarget(), ReplicaLayout.LTX_FOLDER);
    private final Replicas replicas = new Replicas(store);

    @TempDir
    private Path scratch;

    @TempDir
    private Path sources;

    @Test
    void provesARealDatabaseAndLeavesNothing() throws Exception {
        byte[] database = Files.readAllBytes(database());
        replicas.put(REPLICA, Replicas.ltx(database));

        assertThat(check(Verification.FULL.proof(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Checked.Sound.class,
                        sound -> assertThat(sound.restored().bytes()).isEqualTo(database.length));
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void findsADatabaseThatSqliteDoesNotFindSound() throws Exception {
        byte[] image = Files.readAllBytes(database());
        image[Replicas.PAGE_SIZE] ^= 5;
        replicas.put(REPLICA, Replicas.ltx(image));

        assertThat(check(Verification.QUICK.proof(), Optional.empty()))
                .isInstanceOfSatisfying(
                        Checked.Faulty.class,
                        faulty -> assertThat(faulty.reason())
                                .contains("All checksums hold, but the database is not sound: quick_check"));
        assertThat(check(Verification.CHECKSUM.proof(), Optional.empty())).isInstanceOf(Checked.Sound.class);
        assertThat(scratch).isEmptyDirectory();
    }

    @Test
    void findsADamagedFileAndAMissingBeginning() throws Exception {
        byte[] damaged = Replicas.ltx(new byte[3 * Replicas.PAGE_SIZE]);
        damaged[damaged.length - 1] ^= 1;
        replicas.put(REPLICA, damaged);

        assertThat(check(Proof.CHECKSUMS, Optional.empty()))
                .isInstanceOfSatisfying(
                        Checked.Faulty.class,
                        faulty -> assertThat(faulty.reason()).contains("The replica is damaged at d/a.db/ltx/0/"));
    }

    @Test
    void comparesWithASourceThatHoldsStill() throws Exception {
        byte[] image = replicas.add(REPLICA, 3);
        var source = Optional.of(new SourceComparison(sources));
        assertThat(likeness(source)).contains(Likeness.NOT_THERE);

        Path file = Files.createDirectories(sources.resolve("d")).resolve("a.db");
        Files.write(file, image);
        assertThat(likeness(source)).as("written now").contains(Likeness.WRITTEN);

        Files.setLastModifiedTime(file, FileTime.from(Replicas.NOON.minusSeconds(1)));
        assertThat(likeness(source)).contains(Likeness.SAME);

        image[700] ^= 1;
        Files.write(file, image);
        Files.setLastModifiedTime(file, FileTime.from(Replicas.NOON.minusSeconds(1)));
        assertThat(check(Proof.CHECKSUMS, source))
                .isInstanceOfSatisfying(
                        Checked.Faulty.class,
                        faulty -> assertThat(faulty.reason())
                                .isEqualTo("It can be restored, but differs from its source"));

        Files.writeString(sources.resolve("d/a.db-wal"), "frames");
        assertThat(likeness(source)).contains(Likeness.WRITTEN);
    }

    private Optional<Likeness> likeness(Optional<SourceComparison> source) throws Exception {
        Checked checked = check(Proof.CHECKSUMS, source);
        assertThat(checked).isInstanceOf(Checked.Sound.class);
        return ((Checked.Sound) checked).likeness();
    }

    private Checked check(Proof proof, Optional<SourceComparison> source) throws Exception {
        var check =
                new ReplicaCheck(new Restore(store, Fetching.onDemand(), proof), Attempts.atOnce(1), scratch, source);
        return check.check(new ReplicaListing(REPLICA, List.copyOf(store.list(REPLICA))));
    }

    private Path database() throws Exception {
        Path file = sources.resolve("real.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA page_size = " + Replicas.PAGE_SIZE);
            statement.execute("CREATE TABLE t (a TEXT)");
            statement.execute("INSERT INTO t VALUES (hex(randomblob(900)))");
        }
        return file;
    }
}
