package io.flotilla.service.cli;

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
final class SmallHeap implements Runnable {

    private static final String SERIAL = "-XX:+UseSerialGC";

    /// Less than this is not worth a collection.
    private static final long LEAST_GROWTH = 10L * 1024 * 1024;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int LOOKS = 12;

    private final Runtime runtime;
    private long most;

    private SmallHeap(Runtime runtime) {
        this.runtime = runtime;
    }

    /// From now on the heap of this process is kept small, where its collector needs that.
    static void keep() {
        List<String> options =
                ProcessHandle.current().info().arguments().map(List::of).orElse(List.of());
        if (options.contains(SERIAL)) {
            Thread.ofVirtual().name("small heap").start(new SmallHeap(Runtime.getRuntime()));
        }
    }

    @Override
    public void run() {
        try {
            for (collect(); ; ) {
                if (leastInUse() > most) {
                    collect();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect() {
        System.gc();
        long lives = inUse();
        most = lives + Math.max(LEAST_GROWTH, lives / 2);
    }

    private long leastInUse() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            Thread.sleep(BETWEEN_LOOKS);
            least = Math.min(least, inUse());
        }
        return least;
    }

    private long inUse() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
