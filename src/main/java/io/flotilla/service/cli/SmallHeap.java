package io.flotilla.service.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/// Keeps the heap of a process that runs for months as small as what lives in it.
///
/// The serial collector lets its old generation grow up to the limit before it looks for what is dead there, and so a
/// fleet of 40 MB comes to have all of the 256 MB that a larger one needs. Here it looks when the old generation has
/// grown by half. That is one collection of all for some megabytes of garbage, a tenth of a second each; the virtual
/// machine gives back what is free then (`-XX:MaxHeapFreeRatio`). Other collectors see to that themselves.
final class SmallHeap implements NotificationListener {

    private static final String SERIAL = "Tenured Gen";

    /// Less than this is not worth a collection.
    private static final long LEAST_GROWTH = 10L * 1024 * 1024;

    private final MemoryPoolMXBean old;

    private SmallHeap(MemoryPoolMXBean old) {
        this.old = old;
    }

    /// From now on the heap of this process is kept small, where its collector needs that.
    static void keep() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals(SERIAL) && pool.isUsageThresholdSupported()) {
                var heap = new SmallHeap(pool);
                ((NotificationEmitter) ManagementFactory.getMemoryMXBean()).addNotificationListener(heap, null, null);
                heap.collect();
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, Object nothing) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            collect();
        }
    }

    private void collect() {
        System.gc();
        long lives = old.getUsage().getUsed();
        long most = old.getUsage().getMax();
        old.setUsageThreshold(Math.min(most, lives + Math.max(LEAST_GROWTH, lives / 2)));
    }
}
