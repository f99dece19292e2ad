package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.StoreResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Replicas of one file, made of pages that no SQLite has to understand.
record Replicas(LtxStore store) {

    static final int PAGE_SIZE = 512;

    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final TxIdRange FIRST = TxIdRange.of(TxId.FIRST);

    /// Adds a replica of so many pages of noise, and gives the database that it is of.
    byte[] add(ObjectKey replica, int pages) throws IOException {
        byte[] database = new byte[pages * PAGE_SIZE];
        new Random(pages).nextBytes(database);
        put(replica, ltx(database));
        return database;
    }

    /// Adds a replica whose one file has these bytes.
    void put(ObjectKey replica, byte[] file) {
        var name = new FileName(replica, Level.CAPTURED, FIRST);
        assertThat(store.put(List.of(new NewFile(name, new BytesPayload(file), NOON))))
                .singleElement()
                .isInstanceOf(StoreResult.Stored.class);
    }

    /// The file of a whole database.
    static byte[] ltx(byte[] database) throws IOException {
        var out = new ByteArrayOutputStream();
        int pages = database.length / PAGE_SIZE;
        var header = LtxHeader.of(PAGE_SIZE, pages, FIRST, NOON);
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page = 0; page < pages; page++) {
                writer.page(page + 1, ByteBuffer.wrap(database, page * PAGE_SIZE, PAGE_SIZE));
            }
            writer.finish();
        }
        return out.toByteArray();
    }
}
