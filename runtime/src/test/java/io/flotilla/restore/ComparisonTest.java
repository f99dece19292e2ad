package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.plan.RestorePoint;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.restore.Comparison.Different;
import io.flotilla.restore.Comparison.Same;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.store.LtxStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComparisonTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");
    private static final int PAGE = 4096;

    private final LtxStore store = new LtxStore(new MemoryTarget(), ReplicaLayout.LTX_FOLDER);
    private final History history = new History(store, REPLICA);
    private final Random random = new Random(20261126);

    @TempDir
    Path directory;

    @Test
    void knowsTheWantedStateAmongAllOfARealDatabase() throws IOException, SQLException {
        try (var database = new SampleDatabase(directory.resolve("source.db"), 1024, random)) {
            for (int i = 0; i < 40; i++) {
                history.commit(database.change(), 1024);
            }
        }
        history.merge(1, 1, 12);
        history.merge(1, 13, 24);
        history.merge(2, 1, 24);
        history.snapshot(30);
        int same = 0;
        for (int round = 0; round < 400; round++) {
            long wanted = 1 + random.nextLong(history.last());
            long there = round % 3 == 0 ? wanted : 1 + random.nextLong(history.last());
            boolean isSame = Arrays.equals(history.state(wanted), history.state(there));
            assertThat(compare(history.state(there), wanted))
                    .as("wanted %s, there %s", wanted, there)
                    .isInstanceOf(isSame ? Same.class : Different.class);
            same += isSame ? 1 : 0;
        }
        assertThat(same).isBetween(100, 300);
    }

    @ParameterizedTest
    @EnumSource(FrameEncoding.class)
    void readsTheEndsOfALargeFileAndThePagesThatANewerOneHas(FrameEncoding encoding) throws IOException {
        byte[] first = noise(2000);
        history.commitFull(first, PAGE);
        history.put(9, 1, 1, ltx(history.header(1, 1, first), first, encoding));
        byte[] image = first.clone();
        for (int page : new int[] {3, 4, 5, 700, 1500}) {
            change(image, page);
        }
        history.commit(image.clone(), PAGE);

        assertThat(compare(image, 2)).isInstanceOfSatisfying(Same.class, same -> {
            assertThat(same.txId()).isEqualTo(new TxId(2));
            assertThat(same.read().bytes()).isLessThan(first.length / 20);
            assertThat(same.read().requests()).isLessThan(10);
        });
        for (int i = 0; i < 100; i++) {
            byte[] other = image.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(compare(other, 2)).isInstanceOf(Different.class);
        }
        assertThat(compare(first, 2)).isInstanceOf(Different.class);
        assertThat(compare(first, 1)).isInstanceOf(Same.class);
    }

    @Test
    void doesNotTakeAPageThatWasCutOffForOneThatCameBack() throws IOException {
        byte[] large = noise(60);
        byte[] small = Arrays.copyOf(large, 20 * PAGE);
        byte[] again = Arrays.copyOf(small, 60 * PAGE);
        history.commit(large, PAGE);
        history.commit(small, PAGE);
        history.commit(again, PAGE);

        assertThat(compare(again, 3)).isInstanceOf(Same.class);
        assertThat(compare(large, 3)).isInstanceOf(Different.class);
        assertThat(compare(small, 2)).isInstanceOf(Same.class);
    }

    /// The newest file grows the database and lacks the pages: a restore refuses it.
    @Test
    void aReplicaThatLacksAPageProvesNothing() throws IOException {
        byte[] large = noise(60);
        byte[] small = Arrays.copyOf(large, 20 * PAGE);
        history.commit(large, PAGE);
        history.commit(small, PAGE);
        LtxHeader header = history.header(3, 3, large);
        history.put(0, 3, 3, History.ltx(header, large, large));

        assertThat(compare(large, 3)).isInstanceOf(Different.class);
    }

    @Test
    void aDamagedFileProvesNothing() throws IOException {
        byte[] image = noise(200);
        history.commitFull(image, PAGE);
        byte[] other = noise(200);
        byte[] file = ltx(history.header(1, 1, image), other, FrameEncoding.BLOCK);
        file[file.length - 1] ^= 1;
        history.put(9, 1, 1, file);

        assertThat(compare(image, 1)).isInstanceOf(Different.class);
        assertThat(compare(other, 1)).isInstanceOf(Different.class);
    }

    @Test
    void saysWhatAMissingOneCostsAndWhyAnotherCannotBe() throws IOException {
        history.commit(noise(3), PAGE);
        history.commit(noise(3), PAGE);

        var request = new RestoreRequest(REPLICA, new RestorePoint.Latest(), directory.resolve("absent.db"));
        assertThat(new Restore(store).compare(request, store.list(REPLICA)))
                .isInstanceOfSatisfying(Different.class, different -> {
                    assertThat(different.read()).isEqualTo(Comparison.Reads.NONE);
                    assertThat(Comparison.Reads.of(different.files()).requests())
                            .isEqualTo(2);
                });
        assertThat(compare(noise(3), 7))
                .isInstanceOfSatisfying(
                        Comparison.NotComparable.class,
                        not -> assertThat(not.why()).isInstanceOf(RestorePlan.TxIdNotAvailable.class));
    }

    @Test
    void aReplacedDatabaseIsThereAgainWhenItsNameIsTakenBack() throws IOException {
        byte[] image = noise(3);
        history.commit(image, PAGE);
        byte[] old = noise(2);
        Path output = Files.write(directory.resolve("old.db"), old);
        Object inode = Files.getAttribute(output, "unix:ino");

        UnnamedDatabase restored = prepared(output);
        restored.giveName();
        assertThat(output).hasBinaryContent(image);
        restored.takeNameBack();

        assertThat(output).hasBinaryContent(old);
        assertThat(Files.getAttribute(output, "unix:ino")).isEqualTo(inode);
        assertThat(directory).isDirectoryNotContaining("glob:**.flotilla-replaced*");

        UnnamedDatabase kept = prepared(output);
        kept.giveName();
        kept.keepName();
        assertThat(output).hasBinaryContent(image);
        assertThat(directory).isDirectoryNotContaining("glob:**.flotilla-replaced*");
    }

    private UnnamedDatabase prepared(Path output) throws IOException {
        var request = new RestoreRequest(REPLICA, new RestorePoint.Latest(), output, Set.of(Wish.REPLACE));
        var prepared = new Restore(store).prepare(request, store.list(REPLICA), directory.resolve("aside.tmp"));
        return ((PreparedRestore.Prepared) prepared).database();
    }

    private Comparison compare(byte[] there, long wanted) throws IOException {
        Path output = Files.write(directory.resolve("there.db"), there);
        var request = new RestoreRequest(REPLICA, new RestorePoint.AsOf(new TxId(wanted)), output);
        return new Restore(store).compare(request, store.list(REPLICA));
    }

    private byte[] noise(int pages) {
        byte[] image = new byte[pages * PAGE];
        random.nextBytes(image);
        return image;
    }

    private void change(byte[] image, int page) {
        byte[] bytes = new byte[PAGE];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, image, (page - 1) * PAGE, PAGE);
    }

    private static byte[] ltx(LtxHeader header, byte[] image, FrameEncoding encoding) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, encoding)) {
            for (int page = 1; page <= header.commit(); page++) {
                writer.page(page, ByteBuffer.wrap(image, (page - 1) * PAGE, PAGE));
            }
            writer.finish();
        }
        return out.toByteArray();
    }
}
