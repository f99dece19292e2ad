package io.flotilla.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.CatalogException;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.TxId;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files to the target, then positions; and positions that are brought in line with the target.
class UploadTest {

    private static final long OURS = 7;
    private static final long STRANGER = 8;

    @TempDir
    private Path directory;

    private final FaultyTarget target = new FaultyTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final InstantSource clock = InstantSource.fixed(Uploads.NOW.plusSeconds(1));
    private Catalog catalog;
    private Upload upload;
    private DatabaseId database;

    @BeforeEach
    void open() {
        catalog = Catalog.open(directory, "target", clock, new Random(1)).catalog();
        catalog.uses().registerWriter(OURS);
        upload = new Upload(store, catalog, clock);
        database = catalog.register(Path.of("/a.db"), ObjectKey.of("a.db"));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void aBatchOfManyDatabasesIsOnePut() {
        var batch = new ArrayList<PendingFile>();
        for (int i = 0; i < 50; i++) {
            DatabaseId each = catalog.register(Path.of("/" + i), ObjectKey.of("many/" + i));
            batch.add(Uploads.file(catalog, each, 1, OURS));
        }

        List<UploadResult> results = upload.step(batch);

        assertThat(results).hasSize(50).containsOnly(new UploadResult.Acknowledged(clock.instant()));
        assertThat(target.calls(Operation.PUT)).isEqualTo(1);
        catalog.forEach(row -> assertThat(row.lastTxId()).isEqualTo(row.id().equals(database) ? 0 : 1));
    }

    @Test
    void thePositionStaysWhereTheTargetDidNotTakeTheFile() {
        target.add(Fault.unavailable(Calls.only(Operation.PUT, 1)));

        assertThat(step(1, OURS)).isInstanceOf(UploadResult.Failed.class);
        assertThat(catalog.readPosition(database)).isEmpty();
    }

    @Test
    @Tag("S-5")
    void adoptsItsOwnFile() {
        step(1, OURS);
        target.add(new Fault.LosesAnswer(Calls.only(Operation.PUT, 2)));
        assertThat(step(2, OURS)).isInstanceOf(UploadResult.Failed.class);

        assertThat(step(2, OURS)).isEqualTo(new UploadResult.Adopted(clock.instant(), ""));
        assertThat(txId()).contains(2L);
        assertThat(catalog.row(database).fingerprint()).isEqualTo(Fingerprint.UNKNOWN);
    }

    @Test
    @Tag("P-3")
    void adoptsAfterTheCatalogFailedBehindThePut() {
        var blank = new Fault.Waits(Calls.only(Operation.PUT, 1), catalog::close);
        target.add(blank);
        assertThatThrownBy(() -> step(1, OURS)).isInstanceOf(CatalogException.class);
        catalog = Catalog.open(directory, "target", clock, new Random(2)).catalog();
        upload = new Upload(store, catalog, clock);

        assertThat(step(1, OURS)).isInstanceOf(UploadResult.Adopted.class);
        assertThat(txId()).contains(1L);
    }

    @Test
    @Tag("S-15")
    void isFencedByAStrangersFileAndOneThatNobodyCanRead() {
        put(1, STRANGER);
        assertThat(step(1, OURS))
                .isInstanceOfSatisfying(
                        UploadResult.Fenced.class,
                        fenced -> assertThat(fenced.why()).contains("writer 8"));
        store.put(List.of(new NewFile(
                new FileName(
                        ObjectKey.of("a.db"),
                        Level.CAPTURED,
                        Uploads.file(catalog, database, 2, OURS).header().range()),
                Uploads.payload(new byte[200]),
                Uploads.NOW)));
        assertThat(step(2, OURS)).isInstanceOf(UploadResult.Fenced.class);
        assertThat(txId()).isEmpty();
    }

    @Test
    void isNotFencedByAReadThatBreaksOff() {
        put(1, OURS);
        target.add(new Fault.CutsRead(Calls.only(Operation.OPEN, 1), 10));

        assertThat(step(1, OURS))
                .isInstanceOfSatisfying(
                        UploadResult.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(TargetException.Unavailable.class));
        assertThat(step(1, OURS)).isInstanceOf(UploadResult.Adopted.class);
    }

    @Test
    void oneFailureOfABatchIsThatOfOneDatabase() {
        DatabaseId other = catalog.register(Path.of("/b.db"), ObjectKey.of("b.db"));
        target.add(new Fault.Fails(
                Calls.all(Operation.PUT),
                key -> key.toString().startsWith("b.db"),
                () -> new TargetException.Refused("as ordered")));

        assertThat(upload.step(
                        List.of(Uploads.file(catalog, other, 1, OURS), Uploads.file(catalog, database, 1, OURS))))
                .satisfiesExactly(
                        failed -> assertThat(failed).isInstanceOf(UploadResult.Failed.class),
                        done -> assertThat(done).isInstanceOf(UploadResult.Acknowledged.class));
    }

    @Test
    void aPositionThatAgreesCostsNothing() throws Exception {
        step(1, OURS);
        long reads = target.calls(Operation.OPEN);
        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Agreed.class);
        assertThat(target.calls(Operation.OPEN)).isEqualTo(reads);
    }

    @Test
    void aPositionFollowsOurOwnFilesForwardAndBack() throws Exception {
        step(1, OURS);
        put(2, OURS);
        put(3, OURS);
        assertThat(confirm())
                .isEqualTo(new Confirmation.Confirmed.Moved(Optional.of(new TxId(1)), Optional.of(new TxId(3)), ""));
        assertThat(txId()).contains(3L);
        target.delete(List.of(key(2), key(3)));
        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(txId()).contains(1L);
        target.delete(List.of(key(1)));
        assertThat(confirm())
                .isEqualTo(new Confirmation.Confirmed.Moved(Optional.of(new TxId(1)), Optional.empty(), ""));
        assertThat(txId()).isEmpty();
    }

    @Test
    void aReplicaThatAStrangerContinuedIsHis() throws Exception {
        step(1, OURS);
        put(2, STRANGER);
        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Fenced.class);
        assertThat(txId()).contains(1L);
    }

    @Test
    void aDatabaseWithoutAPositionTakesAStrangersReplicaOver() throws Exception {
        put(1, STRANGER);
        assertThat(confirm())
                .isEqualTo(new Confirmation.Confirmed.Moved(Optional.empty(), Optional.of(new TxId(1)), ""));
        assertThat(txId()).contains(1L);
    }

    private UploadResult step(long txId, long writer) {
        return upload.step(List.of(Uploads.file(catalog, database, txId, writer)))
                .getFirst();
    }

    /// By somebody else, or by us in a process that the catalog knows nothing of.
    private void put(long txId, long writer) {
        PendingFile file = Uploads.file(catalog, database, txId, writer);
        store.put(List.of(NewFile.captured(
                file.replica(),
                file.header().range(),
                file.payload(),
                file.header().timestamp())));
    }

    private ObjectKey key(long txId) {
        var range = Uploads.file(catalog, database, txId, OURS).header().range();
        return store.key(new FileName(ObjectKey.of("a.db"), Level.CAPTURED, range));
    }

    private Confirmation.Confirmed confirm() throws IOException {
        return new Confirmation(store, catalog, clock)
                .step(catalog.row(database), Confirmation.newest(store.list(ObjectKey.of("a.db"))));
    }

    private Optional<Long> txId() {
        return catalog.readPosition(database).map(Position::txId).map(TxId::value);
    }
}
