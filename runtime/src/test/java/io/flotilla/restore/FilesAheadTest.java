package io.flotilla.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.ReplicaLayout;
import io.flotilla.spi.TargetException;
import io.flotilla.store.BreakingStream;
import io.flotilla.store.HookedTarget;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bytes that need not be LTX files.
class FilesAheadTest {

    private static final ObjectKey REPLICA = ObjectKey.of("a.db");
    private static final int MEGABYTE = 1024 * 1024;
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final HookedTarget target = new HookedTarget(new MemoryTarget());
    private final LtxStore store = new LtxStore(target, ReplicaLayout.LTX_FOLDER);
    private final History history = new History(store, REPLICA);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void endThreads() {
        released.countDown();
        threads.close();
    }

    @Test
    void givesTheFilesInOrderWhateverTheBudget() throws IOException {
        List<byte[]> files = put(3, 17, 0, 300_000, 262_144, 1, 5 * MEGABYTE, 70 * MEGABYTE, 900);
        for (long budget : new long[] {0, 1000, MEGABYTE, 64L * MEGABYTE, 1000L * MEGABYTE}) {
            assertFiles(files, new Fetching(threads, new FetchBudget(budget, 4), Fetching.DEADLINE));
        }
        assertFiles(files, Fetching.onDemand());
    }

    @Test
    void asksForALargeFileInPartsAndForOthersOnce() throws IOException {
        List<byte[]> files = put(70 * MEGABYTE, 10, 33 * MEGABYTE);
        var opened = new AtomicInteger();
        target.opened((key, in) -> {
            opened.incrementAndGet();
            return in;
        });

        assertFiles(files, new Fetching(threads, new FetchBudget(64L * MEGABYTE, 4), Fetching.DEADLINE));

        assertThat(opened.get()).isEqualTo(3 + 1 + 2);
    }

    @Test
    void fetchesNoMoreAheadThanTheBudgetAllows() throws IOException {
        put(MEGABYTE, MEGABYTE, MEGABYTE, MEGABYTE, MEGABYTE, MEGABYTE);
        var opened = new AtomicInteger();
        target.opened((key, in) -> {
            opened.incrementAndGet();
            return in;
        });
        // Reads are done on the spot, so that what was begun is counted.
        var fetching = new Fetching(Runnable::run, new FetchBudget(2L * MEGABYTE, 100), Fetching.DEADLINE);

        try (var ahead = new FilesAhead(store, fetching, store.list(REPLICA))) {
            for (int taken = 1; taken <= 3; taken++) {
                try (InputStream in = ahead.next()) {
                    assertThat(opened.get())
                            .as("two ahead, or one and the one that is read")
                            .isEqualTo(Math.max(3, taken + 1));
                    in.readAllBytes();
                }
            }
        }
        assertThat(fetching.budget().tryTake(2L * MEGABYTE))
                .as("all of it is free again")
                .isTrue();
    }

    @Test
    void goesOnWhereAPartBroke() throws IOException {
        List<byte[]> files = put(700_000, 40 * MEGABYTE);
        target.opened((key, in) -> new BreakingStream(in, 100_000));

        assertFiles(files, new Fetching(threads, new FetchBudget(64L * MEGABYTE, 4), Fetching.DEADLINE));
    }

    @Test
    @Tag("S-3")
    void beginsAnewWhereNothingComes() throws IOException {
        List<byte[]> files = put(600_000);
        var opened = new AtomicInteger();
        target.opened((key, in) -> opened.incrementAndGet() < 3 ? silentAfter(in, 300_000) : in);

        assertFiles(files, new Fetching(threads, new FetchBudget(0, 0), SHORT));

        assertThat(opened.get()).isEqualTo(3);
    }

    @Test
    @Tag("S-3")
    void givesUpWhereNothingComesThreeTimes() throws IOException {
        put(600_000);
        var opened = new AtomicInteger();
        target.opened((key, in) -> silentAfter(in, opened.getAndIncrement() == 0 ? 300_000 : 0));
        var fetching = new Fetching(threads, new FetchBudget(MEGABYTE, 1), SHORT);

        try (var ahead = new FilesAhead(store, fetching, store.list(REPLICA));
                InputStream in = ahead.next()) {
            assertThat(in.readNBytes(262_144)).hasSize(262_144);
            assertThatThrownBy(in::read)
                    .isInstanceOf(TargetException.Unavailable.class)
                    .hasMessageContaining("a.db/ltx/0/0000000000000001-0000000000000001.ltx")
                    .hasMessageContaining("3 times");
        }
    }

    @Test
    void tellsWhatAReadMet() throws IOException {
        put(1000, 1000);
        target.opened((key, in) -> {
            throw new TargetException.Refused("Permission denied");
        });

        for (Fetching fetching :
                List.of(Fetching.onDemand(), new Fetching(threads, new FetchBudget(MEGABYTE, 4), Fetching.DEADLINE))) {
            try (var ahead = new FilesAhead(store, fetching, store.list(REPLICA));
                    InputStream in = ahead.next()) {
                assertThatThrownBy(in::read).isInstanceOf(TargetException.Refused.class);
            }
        }
    }

    @Test
    void readsAnOnlySmallFileOnTheSpotWhereThatEndsByItself() throws IOException {
        var others = new AtomicInteger();
        Fetching fetching = counting(others);
        List<byte[]> small = put(262_144);
        assertFiles(small, fetching);
        assertThat(others.getAndSet(0)).as("it may stand still").isPositive();

        target.endReads();
        assertFiles(small, fetching);
        assertThat(others).hasValue(0);

        history.put(0, 2, 2, new byte[] {1});
        assertFiles(List.of(small.getFirst(), new byte[] {1}), fetching);
        assertThat(others.get()).as("one is ahead of the other").isPositive();
    }

    @Test
    void readsALargeFileAheadAlsoWhereThatEndsByItself() throws IOException {
        var others = new AtomicInteger();
        target.endReads();

        assertFiles(put(262_145), counting(others));

        assertThat(others.get()).isPositive();
    }

    private Fetching counting(AtomicInteger others) {
        return new Fetching(
                read -> {
                    others.incrementAndGet();
                    threads.execute(read);
                },
                new FetchBudget(64L * MEGABYTE, 4),
                Fetching.DEADLINE);
    }

    private InputStream silentAfter(InputStream in, int bytes) {
        return new InputStream() {
            private int left = bytes;

            @Override
            public int read() {
                throw new AssertionError("Nobody reads single bytes here");
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                try {
                    if (left == 0) {
                        released.await();
                        left = Integer.MAX_VALUE;
                    }
                } catch (InterruptedException impossible) {
                    throw new AssertionError(impossible);
                }
                int read = in.read(into, offset, Math.min(count, left));
                left -= Math.max(0, read);
                return read;
            }
        };
    }

    private List<byte[]> put(int... sizes) {
        var files = new ArrayList<byte[]>();
        for (int size : sizes) {
            byte[] file = new byte[size];
            new Random(size).nextBytes(file);
            files.add(file);
            history.put(0, files.size(), files.size(), file);
        }
        return files;
    }

    private void assertFiles(List<byte[]> files, Fetching fetching) throws IOException {
        List<ReplicaFile> listing = store.list(REPLICA);
        try (var ahead = new FilesAhead(store, fetching, listing)) {
            for (byte[] file : files) {
                try (InputStream in = ahead.next()) {
                    assertThat(in.readAllBytes()).isEqualTo(file);
                }
            }
        }
        assertThat(listing).hasSize(files.size());
    }
}
