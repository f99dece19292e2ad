package io.flotilla.restore;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LockPage;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxMerge;
import io.flotilla.ltx.LtxReader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.PageStream;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.StoreResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The states of one database, one for each TXID, and the replica that they make.
final class History {

    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");

    private final LtxStore store;
    private final ObjectKey replica;
    private final List<byte[]> states = new ArrayList<>();
    private int pageSize;

    History(LtxStore store, ObjectKey replica) {
        this.store = store;
        this.replica = replica;
    }

    /// The state as of a TXID.
    byte[] state(long txId) {
        return states.get(Math.toIntExact(txId - 1));
    }

    long last() {
        return states.size();
    }

    /// Captures the next state as a level-0 file of the pages that differ.
    void commit(byte[] image, int bytesPerPage) {
        pageSize = bytesPerPage;
        byte[] before = states.isEmpty() ? new byte[0] : states.getLast();
        states.add(image);
        put(0, last(), last(), ltx(header(last(), last(), image), image, before));
    }

    /// Captures the next state as a level-0 file of all pages.
    void commitFull(byte[] image, int bytesPerPage) {
        pageSize = bytesPerPage;
        states.add(image);
        put(0, last(), last(), ltx(header(last(), last(), image), image, new byte[0]));
    }

    /// Adds a level-9 file of the state as of a TXID.
    void snapshot(long txId) {
        put(9, 1, txId, ltx(header(1, txId, state(txId)), state(txId), new byte[0]));
    }

    /// Merges level-0 files into one of a higher level.
    void merge(int level, long min, long max) throws IOException {
        List<PageStream> inputs = new ArrayList<>();
        for (ReplicaFile file : store.list(replica)) {
            long txId = file.range().min().value();
            if (file.level().equals(Level.CAPTURED) && txId >= min && txId <= max) {
                inputs.add(LtxReader.open(store.open(file)));
            }
        }
        var out = new ByteArrayOutputStream();
        try (var merge = LtxMerge.of(inputs);
                var writer = new LtxWriter(out, merge.header(), FrameEncoding.BLOCK)) {
            while (merge.next()) {
                writer.page(merge.pageNumber(), merge.page());
            }
            writer.finish();
        }
        put(level, min, max, out.toByteArray());
    }

    LtxHeader header(long min, long max, byte[] image) {
        return LtxHeader.of(pageSize, image.length / pageSize, range(min, max), START.plusMillis(max));
    }

    /// A file of those pages of the image that differ from the one before.
    static byte[] ltx(LtxHeader header, byte[] image, byte[] before) {
        int pageSize = header.pageSize();
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page = 1; page <= header.commit(); page++) {
                int from = (page - 1) * pageSize;
                boolean same = before.length >= from + pageSize
                        && Arrays.equals(image, from, from + pageSize, before, from, from + pageSize);
                if (!same && page != LockPage.number(pageSize)) {
                    writer.page(page, ByteBuffer.wrap(image, from, pageSize));
                }
            }
            writer.finish();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    void put(int level, long min, long max, byte[] bytes) {
        var name = new FileName(replica, new Level(level), range(min, max));
        StoreResult result = store.put(List.of(new NewFile(name, new BytesPayload(bytes), START.plusMillis(max))))
                .getFirst();
        if (!(result instanceof StoreResult.Stored)) {
            throw new AssertionError(result);
        }
    }

    static LtxReader reader(byte[] file) throws IOException {
        return LtxReader.open(new ByteArrayInputStream(file));
    }

    static TxIdRange range(long min, long max) {
        return new TxIdRange(new TxId(min), new TxId(max));
    }
}
