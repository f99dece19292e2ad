package io.flotilla.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files to a target, and the positions in the catalog after its answers.
class UploadTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final long OURS = 11;
    private static final long EARLIER = 12;
    private static final long STRANGE = 99;

    @TempDir
    Path directory;

    private final HeldTarget target = new HeldTarget();
    private final LtxStore store = new LtxStore(target, ReplicaLayout.HEXADECIMAL_LEVELS);
    private Catalog catalog;
    private Upload upload;
    private Confirmation confirmation;
    private DatabaseId id;

    @BeforeEach
    void open() {
        catalog = Catalog.open(directory, "memory:", InstantSource.fixed(NOON), new SplittableRandom(1))
                .catalog();
        catalog.registerWriter(EARLIER);
        catalog.registerWriter(OURS);
        id = register("a.db");
        upload = new Upload(store, catalog, InstantSource.fixed(NOON));
        confirmation = new Confirmation(store, catalog, InstantSource.fixed(NOON));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private DatabaseId register(String name) {
        return catalog.register(Path.of("/data", name), ObjectKey.of(name));
    }

    private record Bytes(byte[] bytes) implements Payload {

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }
    }

    private static LtxHeader header(long txId, long nodeId) {
        return LtxHeader.of(512, 1, TxIdRange.of(new TxId(txId)), NOON).withNodeId(nodeId);
    }

    private static byte[] file(LtxHeader header) throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new LtxWriter(out, header, FrameEncoding.BLOCK);
        writer.page(1, ByteBuffer.allocate(512));
        writer.finish();
        return out.toByteArray();
    }

    private PendingFile pending(DatabaseId database, long txId) throws IOException {
        LtxHeader header = header(txId, OURS);
        var at = new LogPosition.At(1, 2, 32, 3, 4);
        var position = new Position(new TxId(txId), new FileIdentity(1, 2, 3), 512, 1, at, "a boot");
        var hashes = new HashChange.Replace(PageHashes.of(5));
        var next = new Advance(database, position, hashes, new Fingerprint(6), NOON, Instant.EPOCH);
        return new PendingFile(catalog.row(database).replica(), header, new Bytes(file(header)), next);
    }

    private UploadResult step(PendingFile file) {
        return upload.step(List.of(file)).getFirst();
    }

    private FileName name(long txId) {
        return new FileName(ObjectKey.of("a.db"), Level.CAPTURED, TxIdRange.of(new TxId(txId)));
    }

    private void hold(long txId, long nodeId) throws IOException {
        target.objects.put(store.key(name(txId)), file(header(txId, nodeId)));
    }

    private Optional<Long> txId() {
        return catalog.readPosition(id).map(position -> position.txId().value());
    }

    @Test
    void advancesOnceTheTargetHasTheFile() throws IOException {
        PendingFile file = pending(id, 1);
        assertThat(step(file)).isEqualTo(new UploadResult.Acknowledged(NOON));
        assertThat(target.objects.get(store.key(name(1)))).isEqualTo(file(header(1, OURS)));
        assertThat(catalog.readPosition(id)).contains(file.next().position());
        assertThat(catalog.readHashes(id)).contains(PageHashes.of(5));
        assertThat(catalog.row(id).ackedAt()).isEqualTo(NOON);
        assertThat(catalog.row(id).fingerprint()).isEqualTo(new Fingerprint(6));
    }

    @Test
    void staysWhereItIsWhenTheTargetDoesNotTakeTheFile() throws IOException {
        step(pending(id, 1));
        target.refuses = true;
        assertThat(step(pending(id, 2))).isInstanceOf(UploadResult.Failed.class);
        assertThat(txId()).contains(1L);
    }

    @Test
    void adoptsTheFileWhoseAnswerWasLost() throws IOException {
        target.losesAnswers = true;
        assertThat(step(pending(id, 1))).isInstanceOf(UploadResult.Failed.class);
        assertThat(txId()).isEmpty();
        target.losesAnswers = false;
        assertThat(step(pending(id, 1))).isEqualTo(new UploadResult.Adopted(NOON));
        Position position = catalog.readPosition(id).orElseThrow();
        assertThat(position.txId()).isEqualTo(TxId.FIRST);
        assertThat(position.log()).isEqualTo(new LogPosition.Unknown());
        assertThat(catalog.readHashes(id)).isEmpty();
        assertThat(catalog.row(id).fingerprint()).isEqualTo(Fingerprint.UNKNOWN);
    }

    @Test
    void adoptsTheFileOfAnEarlierStart() throws IOException {
        hold(1, EARLIER);
        assertThat(step(pending(id, 1))).isEqualTo(new UploadResult.Adopted(NOON));
    }

    @Test
    void stopsAtTheFileOfAStranger() throws IOException {
        hold(1, STRANGE);
        assertThat(step(pending(id, 1))).isInstanceOf(UploadResult.Fenced.class);
        assertThat(txId()).isEmpty();
        hold(2, 0);
        assertThat(((UploadResult.Fenced) step(pending(id, 2))).why()).contains("Litestream");
    }

    @Test
    void stopsAtAFileThatIsNone() throws IOException {
        target.objects.put(store.key(name(1)), new byte[10]);
        assertThat(step(pending(id, 1))).isInstanceOf(UploadResult.Fenced.class);
    }

    /// A broken connection says nothing about who wrote the file.
    @Test
    void looksAgainWhenTheConnectionBreaks() throws IOException {
        hold(1, OURS);
        target.breaksStreams = true;
        UploadResult result = step(pending(id, 1));
        assertThat(result).isInstanceOf(UploadResult.Failed.class);
        assertThat(((UploadResult.Failed) result).cause()).isInstanceOf(TargetException.Unavailable.class);
        target.breaksStreams = false;
        assertThat(step(pending(id, 1))).isEqualTo(new UploadResult.Adopted(NOON));
    }

    @Test
    void saysForEachFileOfABatchWhatBecameOfIt() throws IOException {
        DatabaseId other = register("b.db");
        hold(1, STRANGE);
        List<UploadResult> results = upload.step(List.of(pending(id, 1), pending(other, 1)));
        assertThat(results.get(0)).isInstanceOf(UploadResult.Fenced.class);
        assertThat(results.get(1)).isInstanceOf(UploadResult.Acknowledged.class);
        assertThat(catalog.readPosition(other)).isPresent();
    }

    private Confirmation.Confirmed confirm(long... txIds) throws IOException {
        List<ReplicaFile> files = java.util.Arrays.stream(txIds)
                .mapToObj(txId -> new ReplicaFile(
                        ObjectKey.of("a.db"), Level.CAPTURED, TxIdRange.of(new TxId(txId)), 1, NOON, true))
                .toList();
        return confirmation.step(catalog.row(id), Confirmation.newest(files));
    }

    @Test
    void agreesWithTheTarget() throws IOException {
        assertThat(confirm()).isEqualTo(new Confirmation.Confirmed.Agreed());
        step(pending(id, 1));
        assertThat(confirm(1)).isEqualTo(new Confirmation.Confirmed.Agreed());
        assertThat(catalog.readHashes(id)).isPresent();
    }

    @Test
    void takesOverWhatADatabaseWithoutAPositionHas() throws IOException {
        hold(3, OURS);
        assertThat(confirm(1, 3)).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(txId()).contains(3L);
        assertThat(catalog.readHashes(id)).isEmpty();
    }

    @Test
    void goesOnAfterWhatWasUploadedAndNotNoted() throws IOException {
        step(pending(id, 1));
        hold(2, OURS);
        assertThat(confirm(1, 2)).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(txId()).contains(2L);
    }

    @Test
    void stopsWhereAStrangerWentOn() throws IOException {
        step(pending(id, 1));
        hold(2, STRANGE);
        assertThat(confirm(1, 2)).isInstanceOf(Confirmation.Confirmed.Fenced.class);
        assertThat(txId()).contains(1L);
    }

    @Test
    void goesBackToWhatTheTargetStillHas() throws IOException {
        step(pending(id, 1));
        step(pending(id, 2));
        assertThat(confirm(1)).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(txId()).contains(1L);
        assertThat(catalog.readHashes(id)).isEmpty();
    }

    @Test
    void beginsAnewWhenTheReplicaIsGone() throws IOException {
        step(pending(id, 1));
        assertThat(confirm()).isInstanceOf(Confirmation.Confirmed.Moved.class);
        assertThat(txId()).isEmpty();
    }
}
