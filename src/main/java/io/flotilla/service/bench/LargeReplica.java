package io.flotilla.service.bench;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/// The replica of a large database: one file that has all pages, then one after the other with some pages
/// each, all in level 0. Half of each page is noise and half of it zero bytes. SQLite is not asked what it
/// thinks of them.
final class LargeReplica {

    private static final int PAGE_BYTES = 4096;
    private static final int CHANGED = 16;
    private static final int BATCH = 64;
    private static final long SEED = 0x5eed;

    private final Path directory;
    private final int pages;
    private final int files;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final byte[] page = new byte[PAGE_BYTES];

    /// @param directory where the database itself is kept, to compare with
    LargeReplica(Path directory, int mebibytes, int files) {
        this.directory = directory;
        this.pages = mebibytes * (1024 * 1024 / PAGE_BYTES);
        this.files = files;
    }

    static ObjectKey key() {
        return ObjectKey.of("large.db");
    }

    /// The database as it is after the last file.
    Path database() {
        return directory.resolve("large.db");
    }

    void create(LtxStore store, Instant moment) throws IOException {
        Files.createDirectories(directory);
        try (FileChannel out = FileChannel.open(
                database(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            SmallReplicas.put(store, List.of(file(out, 1, moment, allPages())));
            List<NewFile> batch = new ArrayList<>();
            for (int number = 2; number <= files; number++) {
                batch.add(file(out, number, moment.plusMillis(number), somePages()));
                if (batch.size() == BATCH || number == files) {
                    SmallReplicas.put(store, batch);
                    remove(batch.size(), number);
                    batch.clear();
                }
            }
        }
        Files.delete(path(1));
    }

    private void remove(int count, int last) throws IOException {
        for (int number = last - count + 1; number <= last; number++) {
            Files.delete(path(number));
        }
    }

    private Path path(int number) {
        return directory.resolve(number + ".ltx");
    }

    private int[] allPages() {
        int[] all = new int[pages];
        Arrays.setAll(all, page -> page + 1);
        return all;
    }

    private int[] somePages() {
        var some = new TreeSet<Integer>();
        while (some.size() < Math.min(CHANGED, pages)) {
            some.add(1 + random.nextInt(pages));
        }
        return some.stream().mapToInt(Integer::intValue).toArray();
    }

    private NewFile file(FileChannel database, int number, Instant moment, int[] changed) throws IOException {
        TxIdRange range = TxIdRange.of(new TxId(number));
        var header = LtxHeader.of(PAGE_BYTES, pages, range, moment);
        try (var out = new BufferedOutputStream(Files.newOutputStream(path(number)));
                var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int each : changed) {
                fill();
                writer.page(each, ByteBuffer.wrap(page));
                database.write(ByteBuffer.wrap(page), (each - 1L) * PAGE_BYTES);
            }
            writer.finish();
        }
        return NewFile.captured(key(), range, FilePayload.of(path(number)), moment);
    }

    private void fill() {
        ByteBuffer half = ByteBuffer.wrap(page, 0, PAGE_BYTES / 2);
        while (half.hasRemaining()) {
            half.putLong(random.nextLong());
        }
    }
}
