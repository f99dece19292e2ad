package io.flotilla.catalog;

import java.lang.management.ManagementFactory;

/// How much of the heap is in use, for tests of what one more of something costs.
public final class UsedHeap {

    /// So many readings in a row must bring no less than the least one before them.
    private static final int AGREED = 4;

    private static final int MOST_READINGS = 100;

    private UsedHeap() {}

    /// The bytes that stay in use. What other threads hold for a moment only adds to a reading.
    public static long bytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        int agreed = 0;
        for (int reading = 0; agreed < AGREED && reading < MOST_READINGS; reading++) {
            memory.gc();
            long used = memory.getHeapMemoryUsage().getUsed();
            agreed = used < least ? 0 : agreed + 1;
            least = Math.min(least, used);
        }
        return least;
    }
}
