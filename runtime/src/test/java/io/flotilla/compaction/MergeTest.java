package io.flotilla.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.MeteredTarget;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeTest {

    private static final Level ONE = new Level(1);
    private static final Level TWO = new Level(2);
    private static final int PLENTY = 1 << 20;

    @TempDir
    private Path directory;

    private final Random random = new Random(7);
    private final MeteredTarget target = new MeteredTarget(new MemoryTarget());
    private final LtxStore store = store(target);
    private final Grown grown = new Grown(store, random);

    private static LtxStore store(ReplicaTarget target) {
        return new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    }

    private static Joining joining(LtxStore store, int room) {
        return new Joining(store, store::open, new MemorySpool(room), FrameEncoding.BLOCK);
    }

    private Merge merge() {
        return new Merge(joining(store, PLENTY));
    }

    private void grow(int changes) throws IOException {
        for (int i = 0; i < changes; i++) {
            grown.change(Listing.at(grown.last()));
        }
    }

    @Test
    void readsEachInputOnceAndPutsOneFile() throws Exception {
        grow(12);
        List<ReplicaFile> inputs = grown.files(0);
        long inputBytes = inputs.stream().mapToLong(ReplicaFile::size).sum();
        long read = target.counts().bytesRead();

        MergeResult result = merge().step(ONE, inputs);

        assertThat(result).isInstanceOf(MergeResult.Merged.class);
        assertThat(target.counts().bytesRead() - read).isEqualTo(inputBytes);
        assertThat(grown.files(1)).containsExactly(((MergeResult.Merged) result).file());
        assertThat(grown.files(1).getFirst().timestamp()).isEqualTo(grown.time(12));
    }

    @Test
    void mergingMergedFilesIsMergingTheFiles() throws Exception {
        grow(12);
        List<ReplicaFile> inputs = grown.files(0);
        merge().step(ONE, inputs.subList(0, 5));
        merge().step(ONE, inputs.subList(5, 8));
        merge().step(ONE, inputs.subList(8, 12));

        merge().step(TWO, grown.files(1));
        merge().step(new Level(3), inputs);

        assertThat(bytes(grown.files(2).getFirst()))
                .isEqualTo(bytes(grown.files(3).getFirst()));
    }

    @Test
    void readsTwiceWhatDoesNotFitIntoTheSpool() throws Exception {
        grow(12);
        List<ReplicaFile> inputs = grown.files(0);
        merge().step(ONE, inputs);
        long inputBytes = inputs.stream().mapToLong(ReplicaFile::size).sum();
        long read = target.counts().bytesRead();

        MergeResult result = new Merge(joining(store, 100)).step(TWO, inputs);

        assertThat(result).isInstanceOf(MergeResult.Merged.class);
        assertThat(target.counts().bytesRead() - read).isEqualTo(2 * inputBytes);
        assertThat(bytes(grown.files(2).getFirst()))
                .isEqualTo(bytes(grown.files(1).getFirst()));
    }

    @Test
    void endsBeforeThePageSizeChanges() throws Exception {
        grow(3);
        grown.changePageSize(Listing.at(3));
        grow(2);
        List<ReplicaFile> inputs = grown.files(0);

        merge().step(ONE, inputs);
        merge().step(ONE, inputs.subList(3, 6));

        assertThat(Listing.names(grown.files(1))).isEqualTo("1:1-3 1:4-6");
        assertRestorable(3);
        assertRestorable(6);
    }

    @Test
    void aSnapshotIsTheNewestStateAtItsTime() throws Exception {
        grow(9);

        MergeResult result = new Snapshot(joining(store, PLENTY)).step(grown.files(0));

        assertThat(result).isInstanceOf(MergeResult.Merged.class);
        ReplicaFile snapshot = grown.files(9).getFirst();
        assertThat(snapshot.range()).isEqualTo(new TxIdRange(TxId.FIRST, new TxId(9)));
        assertThat(snapshot.timestamp()).isEqualTo(grown.time(9));
        assertRestorable(9);
    }

    @Test
    void aSnapshotDoesNotCrossAChangeOfThePageSize() throws Exception {
        grow(3);
        grown.changePageSize(Listing.at(3));

        assertThat(new Snapshot(joining(store, PLENTY)).step(grown.files(0))).isInstanceOf(MergeResult.Damaged.class);
        assertThat(grown.files(9)).hasSize(1);
    }

    @Test
    @Tag("P-4")
    void theSameFileIsThereAfterALostAnswer() throws Exception {
        grow(4);
        merge().step(ONE, grown.files(0));

        assertThat(merge().step(ONE, grown.files(0)))
                .isEqualTo(new MergeResult.WasThere(grown.files(1).getFirst().name()));
    }

    @Test
    void anotherFileUnderItsNameIsAnotherWriters() throws Exception {
        grow(4);
        List<ReplicaFile> inputs = grown.files(0);
        put(ONE, inputs, new byte[] {1, 2, 3});

        MergeResult result = merge().step(ONE, inputs);

        assertThat(result).isInstanceOf(MergeResult.Fenced.class);
    }

    private void put(Level level, List<ReplicaFile> inputs, byte[] bytes) {
        var range = new TxIdRange(
                inputs.getFirst().range().min(), inputs.getLast().range().max());
        var name = new FileName(Grown.REPLICA, level, range);
        store.put(List.of(new NewFile(name, new BytesPayload(bytes), Listing.NOON)));
    }

    @Test
    void anInputThatIsGoneMakesNothing() throws Exception {
        grow(4);
        List<ReplicaFile> inputs = grown.files(0);
        store.delete(List.of(inputs.get(2).name()));

        assertThat(merge().step(ONE, inputs)).isInstanceOf(MergeResult.Vanished.class);
        assertThat(grown.files(1)).isEmpty();
    }

    @Test
    void aDamagedInputMakesNothing() throws Exception {
        grow(4);
        List<ReplicaFile> inputs = grown.files(0);
        for (int at = 0; at < inputs.get(1).size(); at += 7) {
            int damagedAt = at;
            Source damaged = file -> damaged(store.open(file), file.equals(inputs.get(1)) ? damagedAt : -1);
            var merge = new Merge(new Joining(store, damaged, new MemorySpool(PLENTY), FrameEncoding.BLOCK));

            MergeResult result = merge.step(ONE, inputs);

            // The reserved bytes of the header are hashed and mean nothing else; every flip shows in the end.
            assertThat(result).as("byte %s", at).isInstanceOf(MergeResult.Damaged.class);
        }
        assertThat(grown.files(1)).isEmpty();
    }

    private static InputStream damaged(InputStream in, int at) {
        try (in) {
            byte[] bytes = in.readAllBytes();
            if (at >= 0) {
                bytes[at] ^= 0x40;
            }
            return new ByteArrayInputStream(bytes);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void aTargetThatFailsIsToldAndNothingIsLost() throws Exception {
        grow(4);
        var fault = new Fault.Fails(
                Calls.all(Calls.Operation.PUT), key -> true, () -> new TargetException.Unavailable("as ordered"));
        var faulty = new FaultyTarget(target, fault);
        LtxStore failing = store(faulty);

        assertThat(new Merge(joining(failing, PLENTY)).step(ONE, grown.files(0)))
                .isInstanceOf(MergeResult.Failed.class);
        assertThat(faulty.fired(fault)).isEqualTo(1);
        assertThat(grown.files(1)).isEmpty();
    }

    @Test
    @Tag("S-21")
    void refusedRemovalsAreToldOneByOne() throws Exception {
        grow(4);
        merge().step(ONE, grown.files(0));
        RetentionPlan plan = RetentionPlan.of(grown.files(), RetentionRules.DEFAULT, Listing.at(60), Set.of());
        var fault = new Fault.Fails(
                Calls.all(Calls.Operation.DELETE), key -> true, () -> new TargetException.Refused("as ordered"));
        var refusing = new FaultyTarget(target, fault);

        assertThat(new Retention(store(refusing)).step(plan))
                .isInstanceOfSatisfying(RetentionResult.Partly.class, partly -> {
                    assertThat(partly.removals()).isEmpty();
                    assertThat(partly.left()).hasSize(3);
                });
        assertThat(refusing.fired(fault)).isEqualTo(1);
        assertThat(new Retention(store).step(plan)).isInstanceOf(RetentionResult.Removed.class);
        assertThat(Listing.names(grown.files())).isEqualTo("0:4-4 1:1-4");
        assertRestorable(4);
    }

    private void assertRestorable(long txId) throws IOException {
        assertThat(grown.restore(txId, directory))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(grown.state(txId)));
    }

    private byte[] bytes(ReplicaFile file) throws IOException {
        try (InputStream in = store.open(file)) {
            return in.readAllBytes();
        }
    }

    @Test
    void theHeaderSaysWhatItHolds() throws Exception {
        grow(5);
        merge().step(ONE, grown.files(0).subList(1, 5));

        try (LtxReader reader = LtxReader.open(store.open(grown.files(1).getFirst()))) {
            int pages = grown.state(5).length / 512;
            var range = new TxIdRange(new TxId(2), new TxId(5));
            assertThat(reader.header()).isEqualTo(LtxHeader.of(512, pages, range, grown.time(5)));
            while (reader.next()) {
                assertThat(reader.pageNumber()).isLessThanOrEqualTo(pages);
            }
        }
    }
}
