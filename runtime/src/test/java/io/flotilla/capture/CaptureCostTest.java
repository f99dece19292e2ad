package io.flotilla.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.MeteredDisk;
import io.flotilla.disk.PosixDisk;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.spi.ObjectKey;
import io.flotilla.sqlite.SqliteProcess;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it costs to capture one commit of one page of a database that is being written: the same for any size.
class CaptureCostTest {

    private static final int PAGE = 4096;
    private static final int ROUNDS = 50;

    /// 64 MiB; 262200 is 1 GiB, and takes some seconds more.
    private static final int PAGES = Integer.getInteger("flotilla.cost.pages", 16_384);

    @TempDir
    Path directory;

    /// What one capture did.
    private record Cost(Map<String, Integer> calls, long bytesRead, long bytesShipped, long allocated) {

        Cost withoutAllocation() {
            return new Cost(calls, bytesRead, bytesShipped, 0);
        }
    }

    @Test
    void doesNotDependOnTheSizeOfTheDatabase() throws IOException {
        List<Cost> small = costs("small.db", 8);
        List<Cost> large = costs("large.db", PAGES);
        Cost last = large.getLast();
        System.out.println("one commit of one page of " + PAGES + ": calls " + last.calls() + ", " + last.bytesRead()
                + " bytes read, " + last.bytesShipped() + " bytes shipped, " + last.allocated()
                + " bytes allocated; of 8"
                + " pages: " + small.getLast().allocated() + " bytes allocated");

        assertThat(last.withoutAllocation()).isEqualTo(small.getLast().withoutAllocation());
        assertThat(last.calls())
                .isEqualTo(Map.of(
                        "status database", 2,
                        "locks database", 1,
                        "mapped database", 1,
                        "status -wal", 2,
                        "open -wal", 2,
                        "read -wal", 6,
                        "status -shm", 2,
                        "open -shm", 1,
                        "read -shm", 1));
        assertThat(last.bytesRead()).isLessThan(3 * PAGE);
        assertThat(last.allocated()).isLessThan(256 * 1024);
    }

    private List<Cost> costs(String name, int pages) throws IOException {
        Path database = directory.resolve(name);
        Path state = directory.resolve(name + "-state");
        var hooked = new HookedDisk(PosixDisk.open());
        var disk = new MeteredDisk(hooked);
        try (SqliteProcess application = SqliteProcess.start();
                Catalog catalog = Catalog.open(state, "memory:", InstantSource.system(), new SplittableRandom(1))
                        .catalog()) {
            application
                    .open(database, "PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, v)")
                    .execute("INSERT INTO t VALUES(1, 0)")
                    .close();
            grow(database, pages);
            SqliteProcess.Connection connection = application.open(database, "PRAGMA wal_autocheckpoint=0");
            DatabaseId id = catalog.register(database, ObjectKey.of(name));
            Scratch scratch = Scratch.open(state.resolve("scratch"), 1L << 30);
            var capture = new Capture(disk, catalog, scratch, FrameEncoding.BLOCK, 1, Duration.ZERO, Replicated.LATER);
            connection.execute("UPDATE t SET v=v+1");
            acknowledge(catalog, capture.step(id));
            var costs = new ArrayList<Cost>();
            for (int i = 0; i < ROUNDS; i++) {
                connection.execute("UPDATE t SET v=v+1");
                costs.add(cost(hooked, disk, () -> acknowledge(catalog, capture.step(id))));
            }
            return costs;
        }
    }

    /// Adds pages that nothing refers to, without writing them.
    private static void grow(Path database, int pages) throws IOException {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            file.setLength((long) pages * PAGE);
            file.seek(28);
            file.writeInt(pages);
        }
    }

    private interface Step {
        long run() throws IOException;
    }

    private static Cost cost(HookedDisk hooked, MeteredDisk disk, Step step) throws IOException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<String, Integer> callsBefore = hooked.calls();
        long readBefore = disk.bytesRead();
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        long shipped = step.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        var calls = new TreeMap<String, Integer>();
        hooked.calls().forEach((name, count) -> calls.put(name, count - callsBefore.getOrDefault(name, 0)));
        calls.values().removeIf(count -> count == 0);
        return new Cost(calls, disk.bytesRead() - readBefore, shipped, allocated);
    }

    private static long acknowledge(Catalog catalog, CaptureResult result) throws IOException {
        assertThat(result).isInstanceOf(CaptureResult.Captured.class);
        try (CapturedFile file = ((CaptureResult.Captured) result).file()) {
            catalog.advance(List.of(new Advance(
                    file.database(),
                    file.position(),
                    file.hashes(),
                    Fingerprint.UNKNOWN,
                    Instant.EPOCH,
                    Instant.EPOCH)));
            return file.payload().size();
        }
    }
}
