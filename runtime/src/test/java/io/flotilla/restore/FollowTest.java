package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.ltx.TxId;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Follow.Result;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");
    private static final int PAGE = 1024;

    private final MemoryTarget target = new MemoryTarget();
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final History history = new History(store, REPLICA);

    @TempDir
    private Path directory;

    @TempDir
    private Path source;

    @Test
    void followsARealDatabaseThatIsReadMeanwhile() throws Exception {
        long seed = 5;
        try (var database = new SampleDatabase(source.resolve("source.db"), PAGE, new Random(seed))) {
            history.commit(database.change(), PAGE);
            assertThat(follow().step()).isEqualTo(new Result.At(new TxId(1), 1));
            try (var reader = DriverManager.getConnection("jdbc:sqlite:" + output());
                    var statement = reader.createStatement()) {
                for (int n = 2; n <= 60; n++) {
                    history.commit(database.change(), PAGE);
                    assertThat(follow().step()).isEqualTo(new Result.At(new TxId(n), 1));
                    assertIsState(n);
                    try (var rows = statement.executeQuery("PRAGMA integrity_check")) {
                        assertThat(rows.getString(1))
                                .as("seed %d, TXID %d", seed, n)
                                .isEqualTo("ok");
                    }
                }
            }
        }
    }

    @Test
    void doesNothingWhereNothingIsNew() throws Exception {
        record(3);
        assertThat(follow().step()).isEqualTo(new Result.At(new TxId(3), 3));
        byte[] before = Files.readAllBytes(output());

        assertThat(follow().step()).isEqualTo(new Result.At(new TxId(3), 0));
        assertThat(output()).hasBinaryContent(before);
    }

    @Test
    void goesByAHigherLevelOrASnapshotWhereLevelZeroHasAGap() throws Exception {
        record(2);
        follow().step();
        record(4);
        history.merge(1, 3, 5);
        delete(3);
        delete(4);

        assertThat(follow().step()).isEqualTo(new Result.At(new TxId(6), 2));
        assertIsState(6);

        record(4);
        history.snapshot(9);
        delete(7);
        delete(8);
        assertThat(follow().step()).isEqualTo(new Result.At(new TxId(10), 2));
        assertIsState(10);
    }

    @Test
    void goesOnAfterAKillInTheMiddleOfAFile() throws Exception {
        record(2);
        follow().step();
        record(1);
        byte[] two = Files.readAllBytes(output());
        System.arraycopy(history.state(3), PAGE, two, PAGE, PAGE);
        Files.write(output(), two);

        assertThat(follow().step()).isEqualTo(new Result.At(new TxId(3), 1));
        assertIsState(3);
    }

    @Test
    void leavesTheDatabaseAsItIsWhereAFileIsDamaged() throws Exception {
        record(1);
        follow().step();
        byte[] before = Files.readAllBytes(output());
        byte[] file = History.ltx(history.header(2, 2, history.state(1)), history.state(1), new byte[0]);
        file[file.length - 1] ^= 1;
        history.put(0, 2, 2, file);

        assertThatThrownBy(() -> follow().step())
                .isInstanceOf(DamagedReplicaException.class)
                .hasMessageContaining("a.db/ltx/0/0000000000000002-0000000000000002.ltx");
        assertThat(output()).hasBinaryContent(before);
        assertThat(Files.readString(directory.resolve("restored.db-txid"))).isEqualTo("0000000000000001\n");
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void refusesAReplicaThatEndsBeforeTheDatabase() throws Exception {
        record(2);
        follow().step();
        delete(2);

        assertThat(follow().step())
                .isInstanceOfSatisfying(
                        Result.Impossible.class,
                        impossible -> assertThat(impossible.why()).contains("as of TXID 0000000000000002"));
    }

    private void record(int transactions) {
        for (int n = 0; n < transactions; n++) {
            byte[] image = new byte[3 * PAGE];
            new Random(history.last()).nextBytes(image);
            image[16] = PAGE >> 8;
            image[17] = 0;
            history.commit(image, PAGE);
        }
    }

    private void delete(long txId) {
        var name = new FileName(REPLICA, new Level(0), History.range(txId, txId));
        target.delete(List.of(store.key(name)));
    }

    /// But for what tells readers how to read it and that it is new.
    private void assertIsState(long txId) throws IOException {
        byte[] expected = history.state(txId).clone();
        byte[] found = Files.readAllBytes(output());
        assertThat(found.length).isEqualTo(expected.length);
        assertThat(new byte[] {found[18], found[19]}).containsExactly(1, 1);
        for (int at : new int[] {18, 19, 24, 25, 26, 27}) {
            expected[at] = found[at];
        }
        assertThat(found).isEqualTo(expected);
    }

    private Path output() {
        return directory.resolve("restored.db");
    }

    private Follow follow() {
        return new Follow(store, new Restore(store), REPLICA, output(), new Random(7));
    }
}
