package io.flotilla.fleet;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/// What a database holds, as a number for each of its pages, and held lately. A page is made of that number: a quarter
/// of it does not compress. For use by one thread.
final class ModelledDatabase {

    static final int PAGE_SIZE = 4096;

    /// How far back states are remembered.
    private static final Duration MEMORY = Duration.ofHours(26);

    private final int number;
    private final int[] versions;
    private final NavigableMap<TxId, State> states = new TreeMap<>();
    private long txId;

    /// @param number which one it is among others
    ModelledDatabase(int number, int pages) {
        this.number = number;
        this.versions = new int[pages];
    }

    private record State(Instant at, int[] versions) {}

    /// Some pages change, and the file that says so; all of them in the first one.
    byte[] write(Random random, int most, Instant now) throws IOException {
        txId++;
        List<Integer> changed = new ArrayList<>();
        int count = txId == 1 ? versions.length : 1 + random.nextInt(most);
        random.ints(0, versions.length)
                .distinct()
                .limit(Math.min(count, versions.length))
                .forEach(changed::add);
        changed.forEach(page -> versions[page]++);
        states.headMap(states.isEmpty() ? position() : lastBefore(now.minus(MEMORY)), false)
                .clear();
        states.put(position(), new State(now, versions.clone()));
        return file(changed.stream().sorted().toList(), TxIdRange.of(position()), now);
    }

    private TxId lastBefore(Instant moment) {
        TxId last = states.firstKey();
        for (var state : states.entrySet()) {
            if (state.getValue().at().isBefore(moment)) {
                last = state.getKey();
            }
        }
        return last;
    }

    /// The state after the last write.
    TxId position() {
        return new TxId(txId);
    }

    /// Whether the state after this transaction is remembered.
    boolean remembers(TxId state) {
        return states.containsKey(state);
    }

    /// All pages as they were after a transaction.
    byte[] image(TxId state) {
        int[] then = states.get(state).versions();
        var image = ByteBuffer.allocate(then.length * PAGE_SIZE);
        for (int page = 0; page < then.length; page++) {
            image.put(page(page, then[page]));
        }
        return image.array();
    }

    /// How large a file is that holds all pages as they are.
    long wholeSize(Instant now) throws IOException {
        List<Integer> all = new ArrayList<>();
        for (int page = 0; page < versions.length; page++) {
            all.add(page);
        }
        return file(all, new TxIdRange(TxId.FIRST, position()), now).length;
    }

    private byte[] file(List<Integer> pages, TxIdRange range, Instant now) throws IOException {
        var out = new ByteArrayOutputStream();
        LtxHeader header = LtxHeader.of(PAGE_SIZE, versions.length, range, now);
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page : pages) {
                writer.page(page + 1, ByteBuffer.wrap(page(page, versions[page])));
            }
            writer.finish();
        }
        return out.toByteArray();
    }

    private byte[] page(int page, int version) {
        var noise = new byte[PAGE_SIZE / 4];
        new Random(((long) number * 1_000_003 + page) * 1_000_003 + version).nextBytes(noise);
        var content = new byte[PAGE_SIZE];
        System.arraycopy(noise, 0, content, 0, noise.length);
        return content;
    }
}
