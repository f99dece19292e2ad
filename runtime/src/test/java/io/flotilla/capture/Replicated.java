package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.Opened;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Disk;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxReader;
import io.flotilla.spi.ObjectKey;
import io.flotilla.sqlite.RecoveredCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// One database under capture, with a real catalog and scratch space, and the image that its LTX files make when
/// they are applied one after another, as a restore does.
final class Replicated implements AutoCloseable {

    static final long NODE_ID = 0x0123456789abcdefL;

    /// As if every file had been written long ago, so that nothing waits for a step of the clock.
    static final InstantSource LATER = () -> Instant.now().plus(Duration.ofHours(1));

    private static final long SCRATCH_BYTES = 1L << 30;

    /// How long a shared lock may be held.
    static final Duration LOCK = Duration.ofMillis(250);

    private final Path database;
    private final Catalog catalog;
    private final Capture capture;
    private final DatabaseId id;
    private byte[] image = new byte[0];
    private long txId;
    private int files;
    private String how = "";
    private int pages;
    private boolean settled = true;

    Replicated(Path database, Path state, Disk disk) throws IOException {
        this(database, state, disk, LATER, Scratch.open(state.resolve("scratch"), SCRATCH_BYTES));
    }

    Replicated(Path database, Path state, Disk disk, InstantSource clock, Scratch scratch) {
        this(database, state, disk, clock, scratch, LOCK);
    }

    Replicated(Path database, Path state, Disk disk, InstantSource clock, Scratch scratch, Duration lock) {
        this.database = database;
        Opened opened = Catalog.open(state, "memory:", InstantSource.system(), new SplittableRandom(1));
        this.catalog = opened.catalog();
        this.capture = new Capture(disk, catalog, scratch, FrameEncoding.BLOCK, NODE_ID, lock, clock);
        this.id = catalog.register(database, ObjectKey.of("app.db"));
    }

    static Replicated of(Path database, Path state) throws IOException {
        return new Replicated(database, state, PosixDisk.open());
    }

    /// One capture, which is acknowledged at once.
    CaptureResult step() throws IOException {
        CaptureResult result = capture.step(id);
        if (result instanceof CaptureResult.Captured(CapturedFile file)) {
            acknowledge(file);
        }
        if (result instanceof CaptureResult.Repositioned(Position position, HashChange hashes, How by)) {
            assertThat(position.txId().value()).isEqualTo(txId);
            advance(position, hashes);
        }
        return result;
    }

    private void acknowledge(CapturedFile file) throws IOException {
        try (file) {
            apply(file);
            advance(file.position(), file.hashes());
            how = file.how().toString();
            pages = file.pages();
            settled = file.settled();
            files++;
        }
    }

    private void apply(CapturedFile file) throws IOException {
        try (LtxReader reader = LtxReader.open(file.payload().open())) {
            LtxHeader header = reader.header();
            assertThat(header).isEqualTo(file.header());
            assertThat(header.nodeId()).isEqualTo(NODE_ID);
            assertThat(header.range().min().value()).isEqualTo(txId + 1);
            byte[] next = Arrays.copyOf(image, header.commit() * header.pageSize());
            int count = 0;
            while (reader.next()) {
                reader.page().get(next, (reader.pageNumber() - 1) * header.pageSize(), header.pageSize());
                count++;
            }
            assertThat(count).isEqualTo(file.pages());
            image = next;
            txId = header.range().max().value();
        }
    }

    private void advance(Position position, HashChange hashes) {
        catalog.advance(List.of(new Advance(id, position, hashes, Fingerprint.UNKNOWN, Instant.EPOCH, Instant.EPOCH)));
    }

    /// Captures what is new and proves that the image is what SQLite makes of the files. The application must be
    /// quiescent.
    Replicated catchUp() throws IOException {
        assertThat(step()).isInstanceOf(CaptureResult.Captured.class);
        return assertEqual();
    }

    /// Captures what is new in this way, and proves the same.
    Replicated catchUp(String expectedHow) throws IOException {
        catchUp();
        assertThat(how).isEqualTo(expectedHow);
        return this;
    }

    Replicated assertEqual() throws IOException {
        byte[] expected = RecoveredCopy.bytes(database);
        assertThat(image.length).isEqualTo(expected.length);
        assertThat(Arrays.mismatch(image, expected)).isEqualTo(-1);
        assertThat(RecoveredCopy.integrity(image)).isEqualTo("ok");
        return this;
    }

    Replicated assertNothingNew() throws IOException {
        assertThat(step()).isInstanceOf(CaptureResult.NothingNew.class);
        return this;
    }

    String assertUnsettled() throws IOException {
        CaptureResult result = step();
        assertThat(result).isInstanceOf(CaptureResult.Unsettled.class);
        return ((CaptureResult.Unsettled) result).why().text();
    }

    Catalog catalog() {
        return catalog;
    }

    DatabaseId id() {
        return id;
    }

    Capture capture() {
        return capture;
    }

    byte[] image() {
        return image;
    }

    long txId() {
        return txId;
    }

    /// How the latest file was captured.
    String how() {
        return how;
    }

    /// How many pages the latest file has.
    int pages() {
        return pages;
    }

    boolean settled() {
        return settled;
    }

    int files() {
        return files;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
