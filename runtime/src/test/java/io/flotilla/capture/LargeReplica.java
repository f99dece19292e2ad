package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxReader;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// A database that is too large to be kept in memory: only the numbers of the pages of the latest file are.
final class LargeReplica implements AutoCloseable {

    private final Catalog catalog;
    private final Capture capture;
    private final DatabaseId id;
    private final BitSet pages = new BitSet();

    LargeReplica(Path database, Path state) throws IOException {
        catalog = Catalog.open(state, "memory:", InstantSource.system(), new SplittableRandom(1))
                .catalog();
        Scratch scratch = Scratch.open(state.resolve("scratch"), 1L << 30);
        capture = new Capture(
                PosixDisk.open(), catalog, scratch, FrameEncoding.BLOCK, 1, Duration.ZERO, Replicated.LATER);
        id = catalog.register(database, ObjectKey.of("large.db"));
    }

    /// Captures what is new, acknowledges it, and says how many pages it has.
    int capture() throws IOException {
        CaptureResult result = capture.step(id);
        assertThat(result).isInstanceOf(CaptureResult.Captured.class);
        try (CapturedFile file = ((CaptureResult.Captured) result).file();
                LtxReader reader = LtxReader.open(file.payload().open())) {
            pages.clear();
            while (reader.next()) {
                pages.set(reader.pageNumber());
            }
            catalog.advance(List.of(new Advance(
                    id, file.position(), file.hashes(), Fingerprint.UNKNOWN, Instant.EPOCH, Instant.EPOCH)));
        }
        return pages.cardinality();
    }

    /// Whether the latest file has this page.
    boolean holds(int page) {
        return pages.get(page);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
