package io.flotilla.compaction;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.FileName;
import io.flotilla.store.Level;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.StoreResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// A replica that grows by random changes of a database, and remembers each state of it.
final class Grown {

    static final ObjectKey REPLICA = ObjectKey.of("a.db");

    private final LtxStore store;
    private final Random random;
    private final List<byte[]> states = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private int pageSize = 512;

    Grown(LtxStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    long last() {
        return states.size();
    }

    byte[] state(long txId) {
        return states.get(Math.toIntExact(txId - 1));
    }

    Instant time(long txId) {
        return times.get(Math.toIntExact(txId - 1));
    }

    /// Some pages change; the database grows or shrinks now and then; the file holds all pages now and then.
    void change(Instant at) throws IOException {
        byte[] before = states.isEmpty() ? new byte[0] : states.getLast();
        int pages = Math.max(1, before.length / pageSize + (random.nextInt(3) == 0 ? random.nextInt(7) - 3 : 0));
        byte[] after = Arrays.copyOf(before, pages * pageSize);
        for (int changed = 1 + random.nextInt(3); changed > 0; changed--) {
            fill(after, random.nextInt(pages));
        }
        boolean isWhole = random.nextInt(10) == 0;
        remember(after, at);
        put(0, header(last(), after, at), after, isWhole ? new byte[0] : before);
    }

    /// The database is rebuilt with pages of another size: a whole file, and a snapshot of the same.
    void changePageSize(Instant at) throws IOException {
        pageSize = pageSize == 512 ? 1024 : 512;
        byte[] after = new byte[(1 + random.nextInt(4)) * pageSize];
        fill(after, 0);
        remember(after, at);
        put(0, header(last(), after, at), after, new byte[0]);
        put(9, header(1, after, at), after, new byte[0]);
    }

    private void remember(byte[] state, Instant at) {
        states.add(state);
        times.add(at);
    }

    private void fill(byte[] image, int page) {
        byte[] content = new byte[pageSize];
        random.nextBytes(content);
        System.arraycopy(content, 0, image, page * pageSize, pageSize);
    }

    private LtxHeader header(long min, byte[] image, Instant at) {
        var range = new TxIdRange(new TxId(min), new TxId(last()));
        return LtxHeader.of(pageSize, image.length / pageSize, range, at);
    }

    private void put(int level, LtxHeader header, byte[] image, byte[] before) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page = 1; page <= header.commit(); page++) {
                int from = (page - 1) * pageSize;
                int end = from + pageSize;
                boolean same = before.length >= end && Arrays.equals(image, from, end, before, from, end);
                if (!same) {
                    writer.page(page, ByteBuffer.wrap(image, from, pageSize));
                }
            }
            writer.finish();
        }
        var name = new FileName(REPLICA, new Level(level), header.range());
        StoreResult result = store.put(
                        List.of(new NewFile(name, new BytesPayload(out.toByteArray()), header.timestamp())))
                .getFirst();
        if (!(result instanceof StoreResult.Stored)) {
            throw new AssertionError(result);
        }
    }

    List<ReplicaFile> files() throws IOException {
        return store.list(REPLICA);
    }

    List<ReplicaFile> files(int level) throws IOException {
        return files().stream().filter(file -> file.level().value() == level).toList();
    }

    /// What a restore of a transaction gives; absent where it refuses.
    Optional<byte[]> restore(long txId, Path directory) throws IOException {
        Path output = directory.resolve("restored.db");
        var request = new RestoreRequest(REPLICA, new RestorePoint.AsOf(new TxId(txId)), output);
        if (!(new Restore(store).restore(request, RestoreProgress.NONE) instanceof RestoreResult.Restored)) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(output);
        Files.delete(output);
        return Optional.of(bytes);
    }
}
