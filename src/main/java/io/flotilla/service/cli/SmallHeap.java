package io.flotilla.service.cli;

import io.flotilla.fleet.Rounds;
import java.time.Duration;
import java.util.List;

/// Keeps the heap of a process that runs for months as small as what lives in it.
///
/// The serial collector lets its old generation grow up to the limit before it looks for what is dead there, and so a
/// fleet of 40 MB comes to have all of the 256 MB that a larger one needs. Here it looks when what outlives the young
/// collections has grown by half. That is one collection of all for some megabytes of garbage, a tenth of a second
/// each;
/// the virtual machine gives back what is free then (`-XX:MaxHeapFreeRatio`). Other collectors see to that themselves.
///
/// The beans of `java.lang.management` would tell of a generation that grows. Their classes take 6 MB, so the heap is
/// looked at from time to time: the least that was in use within some looks is what was in use right after a young
/// collection. For use by one thread.
final class SmallHeap {

    private static final String SERIAL = "-XX:+UseSerialGC";

    /// Less than this is not worth a collection.
    private static final long LEAST_GROWTH = 10L * 1024 * 1024;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int LOOKS = 12;

    private final Runtime runtime;
    private long most;
    private long least = Long.MAX_VALUE;
    private int looks;

    private SmallHeap(Runtime runtime) {
        this.runtime = runtime;
    }

    /// Keeps the heap of this process small until it is closed, where its collector needs that.
    static Kept keep() {
        List<String> options =
                ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
        if (!options.contains(SERIAL)) {
            return () -> {};
        }
        var heap = new SmallHeap(Runtime.getRuntime());
        heap.collect();
        return Rounds.begin("small heap", BETWEEN_LOOKS, heap::look)::close;
    }

    /// Ends it.
    @FunctionalInterface
    interface Kept extends AutoCloseable {
        @Override
        void close();
    }

    private void look() {
        least = Math.min(least, inUse());
        looks++;
        if (looks == LOOKS) {
            if (least > most) {
                collect();
            }
            least = Long.MAX_VALUE;
            looks = 0;
        }
    }

    private void collect() {
        System.gc();
        long lives = inUse();
        most = lives + Math.max(LEAST_GROWTH, lives / 2);
    }

    private long inUse() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
