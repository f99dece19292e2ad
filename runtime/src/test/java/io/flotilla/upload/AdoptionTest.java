package io.flotilla.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plugins.contract.Calls;
import io.flotilla.plugins.contract.Calls.Operation;
import io.flotilla.plugins.contract.Fault;
import io.flotilla.plugins.contract.FaultyTarget;
import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import io.flotilla.upload.Uploads.Pages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of ours that the catalog does not know: what is learnt of it, so that the next one is small, and what
/// is put beside it.
class AdoptionTest {

    private static final long OURS = 7;
    private static final ObjectKey REPLICA = ObjectKey.of("a.db");
    private static final Pages FIRST = Pages.all(512, 4, 1);
    private static final Pages SECOND = new Pages(512, 4, (byte) 2, 1, 3);

    @TempDir
    private Path directory;

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final InstantSource clock = InstantSource.fixed(Uploads.NOW.plusSeconds(1));
    private Catalog catalog;
    private DatabaseId database;

    @BeforeEach
    void open() {
        catalog = Catalog.open(directory, "target", clock, new Random(1)).catalog();
        catalog.uses().registerWriter(OURS);
        database = catalog.register(Path.of("/a.db"), REPLICA);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void takesTheHashesOfTheFileThatItMeetsAndNotThoseOfItsOwn() {
        step(1, FIRST);
        loseAnswer(2, SECOND);

        assertThat(step(2, new Pages(512, 4, (byte) 9, 2))).isEqualTo(new UploadResult.Adopted(clock.instant(), ""));
        assertThat(hashes())
                .contains(PageHashes.of(
                        SECOND.hash(catalog, 1),
                        FIRST.hash(catalog, 2),
                        SECOND.hash(catalog, 3),
                        FIRST.hash(catalog, 4)));
        assertThat(position().pageCount()).isEqualTo(4);
    }

    @Test
    void takesTheHashesOfTheNextFileAtAStart() throws Exception {
        step(1, FIRST);
        put(2, SECOND);

        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(hashes().orElseThrow().hash(3)).isEqualTo(SECOND.hash(catalog, 3));
        assertThat(hashes().orElseThrow().hash(4)).isEqualTo(FIRST.hash(catalog, 4));
    }

    @Test
    void takesTheHashesOfAFullFileWhateverWasKnown() {
        put(1, FIRST);
        assertThat(step(1, Pages.all(512, 2, 5))).isInstanceOf(UploadResult.Adopted.class);
        assertThat(hashes().orElseThrow().pageCount()).isEqualTo(4);
        assertThat(hashes().orElseThrow().hash(1)).isEqualTo(FIRST.hash(catalog, 1));
    }

    @Test
    void readsBackWhereMoreThanOneFileIsNew() throws Exception {
        step(1, FIRST);
        put(2, SECOND);
        var third = new Pages(512, 4, (byte) 3, 2);
        put(3, third);

        confirm();
        assertThat(position().txId().value()).isEqualTo(3);
        assertThat(hashes())
                .contains(PageHashes.of(
                        SECOND.hash(catalog, 1),
                        third.hash(catalog, 2),
                        SECOND.hash(catalog, 3),
                        FIRST.hash(catalog, 4)));
    }

    @Test
    void aLostCatalogLearnsTheHashesOfAllPages() throws Exception {
        put(1, FIRST);
        put(2, new Pages(512, 2, (byte) 2, 1));
        put(3, new Pages(512, 4, (byte) 3, 3));

        assertThat(confirm())
                .isEqualTo(new Confirmation.Confirmed.Moved(Optional.empty(), Optional.of(new TxId(3)), ""));
        assertThat(hashes())
                .contains(PageHashes.of(
                        new Pages(512, 2, (byte) 2, 1).hash(catalog, 1),
                        FIRST.hash(catalog, 2),
                        new Pages(512, 4, (byte) 3, 3).hash(catalog, 3),
                        PageHashes.UNKNOWN));
        assertThat(target.calls(Operation.OPEN)).isEqualTo(3);
    }

    @Test
    void aLostCatalogAndADamagedFileLeadToASnapshotWithTheNextOne() throws Exception {
        put(1, FIRST);
        damage(2, SECOND);
        put(3, SECOND);

        assertThat(confirm())
                .isInstanceOfSatisfying(
                        Confirmation.Confirmed.Moved.class,
                        moved -> assertThat(moved.flaw()).contains("a.db", "is damaged", "with a snapshot"));
        assertThat(hashes()).isEmpty();
        assertThat(step(4, Pages.all(512, 4, 4))).isInstanceOf(UploadResult.Acknowledged.class);
        assertSnapshot(4, 512);
    }

    @Test
    void aLostCatalogAndAMissingFileLeadToASnapshotWithTheNextOne() throws Exception {
        put(1, FIRST);
        put(3, SECOND);

        assertThat(confirm())
                .isInstanceOfSatisfying(
                        Confirmation.Confirmed.Moved.class,
                        moved -> assertThat(moved.flaw()).contains("do not lead to", "with a snapshot"));
        assertThat(step(4, Pages.all(512, 4, 4))).isInstanceOf(UploadResult.Acknowledged.class);
        assertSnapshot(4, 512);
    }

    /// Litestream's snapshots are a little younger than the file of the transaction that they end with.
    @Test
    void goesOnAfterASnapshotThatIsYoungerThanTheFileItEndsWith() throws Exception {
        putOfStranger(1, FIRST);
        putOfStranger(2, SECOND);
        Instant later = Uploads.NOW.plusSeconds(60);
        LtxHeader header = LtxHeader.of(512, 4, new TxIdRange(TxId.FIRST, new TxId(2)), later);
        store.put(List.of(new NewFile(
                new FileName(REPLICA, Level.SNAPSHOT, header.range()),
                Uploads.payload(Uploads.bytes(header, Pages.all(512, 4, 2))),
                later)));

        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(confirm()).as("nobody was there since").isInstanceOf(Confirmation.Confirmed.Agreed.class);
    }

    @Test
    void trustsNoHashesOfAnotherTransactionWhereAPutMeetsTheFile() {
        step(1, FIRST);
        put(2, SECOND);
        put(3, new Pages(512, 4, (byte) 3, 2));

        assertThat(step(3, SECOND)).isInstanceOf(UploadResult.Adopted.class);
        assertThat(position().txId().value()).isEqualTo(3);
        assertThat(hashes()).isEmpty();
    }

    @Test
    void pagesThatADatabaseGrewByAndThatNobodyNamedAreUnknown() throws Exception {
        step(1, FIRST);
        put(2, new Pages(512, 6, (byte) 2, 1, 6));

        confirm();
        assertThat(hashes().orElseThrow().hash(5)).isEqualTo(PageHashes.UNKNOWN);
        assertThat(hashes().orElseThrow().pageCount()).isEqualTo(6);
    }

    @Test
    void aDatabaseThatShrankHasFewerHashes() throws Exception {
        step(1, FIRST);
        put(2, new Pages(512, 2, (byte) 2, 1));

        confirm();
        assertThat(hashes().orElseThrow().pageCount()).isEqualTo(2);
    }

    @Test
    void passesADamagedFileOfItsOwnAndPutsASnapshotWithTheNextOne() throws Exception {
        step(1, FIRST);
        damage(2, SECOND);

        assertThat(confirm())
                .isInstanceOfSatisfying(
                        Confirmation.Confirmed.Moved.class,
                        moved -> assertThat(moved.flaw()).contains("is damaged", "a.db"));
        assertThat(hashes()).isEmpty();

        assertThat(step(3, Pages.all(512, 5, 3))).isInstanceOf(UploadResult.Acknowledged.class);
        assertSnapshot(3, 512);
    }

    @Test
    void aDamagedFileThatIsMetByAPutIsPassedAsWell() throws Exception {
        step(1, FIRST);
        damage(2, SECOND);

        assertThat(step(2, SECOND))
                .isInstanceOfSatisfying(
                        UploadResult.Adopted.class,
                        adopted -> assertThat(adopted.flaw()).contains("is damaged"));
    }

    @Test
    @Tag("D-22")
    void aFileOfAnotherPageSizeIsFollowedByASnapshot() throws Exception {
        step(1, FIRST);
        assertThat(snapshots()).isEmpty();

        assertThat(step(2, Pages.all(1024, 3, 2))).isInstanceOf(UploadResult.Acknowledged.class);
        assertSnapshot(2, 1024);
        assertThat(step(3, new Pages(1024, 3, (byte) 3, 2))).isInstanceOf(UploadResult.Acknowledged.class);
        assertThat(snapshots()).hasSize(1);
    }

    @Test
    void thePositionStaysWhileTheSnapshotIsNotThere() throws Exception {
        step(1, FIRST);
        Fault failure = Fault.unavailable(Calls.only(Operation.PUT, 3));
        target.add(failure);

        assertThat(step(2, Pages.all(1024, 3, 2))).isInstanceOf(UploadResult.Failed.class);
        assertThat(target.fired(failure)).isEqualTo(1);
        assertThat(position().txId().value()).isEqualTo(1);

        assertThat(step(2, Pages.all(1024, 2, 9))).isInstanceOf(UploadResult.Adopted.class);
        assertSnapshot(2, 1024);
        assertThat(position().pageSize()).isEqualTo(1024);
        assertThat(hashes().orElseThrow().pageCount()).isEqualTo(3);
    }

    @Test
    void aSnapshotWhoseAnswerWasLostIsMetAgain() throws Exception {
        step(1, FIRST);
        Fault lost = new Fault.LosesAnswer(Calls.only(Operation.PUT, 3));
        target.add(lost);

        assertThat(step(2, Pages.all(1024, 3, 2))).isInstanceOf(UploadResult.Failed.class);
        assertThat(step(2, Pages.all(1024, 3, 2))).isInstanceOf(UploadResult.Adopted.class);
        assertThat(target.fired(lost)).isEqualTo(1);
        assertSnapshot(2, 1024);
    }

    @Test
    void anotherWritersSnapshotIsAFence() throws Exception {
        step(1, FIRST);
        PendingFile strange = Uploads.file(catalog, database, 2, 8, Pages.all(1024, 9, 8));
        assertThat(new Snapshots(store).put(REPLICA, strange.header(), strange.payload()::open))
                .isInstanceOf(Snapshots.Kept.Done.class);

        assertThat(step(2, Pages.all(1024, 3, 2))).isInstanceOf(UploadResult.Fenced.class);
        assertThat(position().txId().value()).isEqualTo(1);
    }

    @Test
    void aStartAfterACrashBetweenBothFilesPutsTheSnapshot() throws Exception {
        step(1, FIRST);
        put(2, Pages.all(1024, 3, 2));

        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertSnapshot(2, 1024);
        assertThat(hashes().orElseThrow().pageCount()).isEqualTo(3);
        assertThat(step(3, new Pages(1024, 3, (byte) 3, 2))).isInstanceOf(UploadResult.Acknowledged.class);
    }

    @Test
    void aStartThatCannotPutTheSnapshotChangesNothing() throws Exception {
        step(1, FIRST);
        put(2, Pages.all(1024, 3, 2));
        target.add(Fault.unavailable(Calls.only(Operation.PUT, 3)));

        assertThatThrownBy(this::confirm).isInstanceOf(TargetException.Unavailable.class);
        assertThat(position().txId().value()).isEqualTo(1);
    }

    @Test
    void aLostCatalogAfterACrashBetweenBothFilesPutsASnapshotWithTheNextOne() throws Exception {
        put(1, FIRST);
        put(2, Pages.all(1024, 3, 2));
        put(3, new Pages(1024, 3, (byte) 3, 2));

        confirm();
        assertThat(position().txId().value()).isEqualTo(3);
        assertThat(step(4, Pages.all(1024, 3, 4))).isInstanceOf(UploadResult.Acknowledged.class);
        assertSnapshot(4, 1024);
    }

    @Test
    void aLostCatalogPutsNoSnapshotWhereOneIsThere() throws Exception {
        step(1, FIRST);
        step(2, Pages.all(1024, 3, 2));
        step(3, new Pages(1024, 3, (byte) 3, 2));
        catalog.forgetPosition(database);

        confirm();
        step(4, Pages.all(1024, 3, 4));
        assertThat(snapshots()).hasSize(1);
    }

    @Test
    void isFencedWhereTheTargetWasEmptiedAndBegunAnewUpToTheSameTransaction() throws Exception {
        step(1, FIRST);
        memory.delete(List.of(store.key(store.list(REPLICA).getFirst().name())));
        PendingFile strange = Uploads.file(catalog, database, 1, 8, FIRST);
        store.put(List.of(newFile(strange, strange.payload())));

        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Fenced.class);
    }

    private void assertSnapshot(long txId, int pageSize) throws IOException {
        ReplicaFile snapshot = snapshots().getLast();
        assertThat(snapshot.range().min().value()).isEqualTo(1);
        assertThat(snapshot.range().max().value()).isEqualTo(txId);
        ReplicaFile captured = store.list(REPLICA).stream()
                .filter(file -> file.level().equals(Level.CAPTURED))
                .filter(file -> file.range().max().value() == txId)
                .findFirst()
                .orElseThrow();
        try (LtxReader one = LtxReader.open(store.open(snapshot));
                LtxReader other = LtxReader.open(store.open(captured))) {
            assertThat(one.header()).isEqualTo(other.header().withRange(snapshot.range()));
            assertThat(one.header().pageSize()).isEqualTo(pageSize);
            while (other.next()) {
                assertThat(one.next()).isTrue();
                assertThat(one.pageNumber()).isEqualTo(other.pageNumber());
                assertThat(one.page()).isEqualTo(other.page());
            }
            assertThat(one.next()).isFalse();
        }
    }

    private List<ReplicaFile> snapshots() throws TargetException {
        return store.list(REPLICA).stream()
                .filter(file -> file.level().equals(Level.SNAPSHOT))
                .toList();
    }

    private UploadResult step(long txId, Pages pages) {
        return new Upload(store, catalog, clock)
                .step(List.of(Uploads.file(catalog, database, txId, OURS, pages)))
                .getFirst();
    }

    private void loseAnswer(long txId, Pages pages) {
        var lost = new Fault.LosesAnswer(Calls.only(Operation.PUT, (int) target.calls(Operation.PUT) + 1));
        target.add(lost);
        assertThat(step(txId, pages)).isInstanceOf(UploadResult.Failed.class);
        assertThat(target.fired(lost)).isEqualTo(1);
    }

    /// By us, in a process that ended before it told the catalog.
    private void put(long txId, Pages pages) {
        PendingFile file = Uploads.file(catalog, database, txId, OURS, pages);
        store.put(List.of(newFile(file, file.payload())));
    }

    private void putOfStranger(long txId, Pages pages) {
        PendingFile file = Uploads.file(catalog, database, txId, 0, pages);
        store.put(List.of(newFile(file, file.payload())));
    }

    private void damage(long txId, Pages pages) throws IOException {
        PendingFile file = Uploads.file(catalog, database, txId, OURS, pages);
        byte[] bytes = file.payload().open().readAllBytes();
        bytes[bytes.length - 1] ^= 1;
        store.put(List.of(newFile(file, Uploads.payload(bytes))));
    }

    private static NewFile newFile(PendingFile file, Payload payload) {
        return NewFile.captured(
                file.replica(), file.header().range(), payload, file.header().timestamp());
    }

    private Confirmation.Confirmed confirm() throws IOException {
        return new Confirmation(store, catalog, clock)
                .step(catalog.row(database), Confirmation.newest(store.list(REPLICA)));
    }

    private Position position() {
        return catalog.readPosition(database).orElseThrow();
    }

    private Optional<PageHashes> hashes() {
        return catalog.readHashes(database);
    }
}
