package io.flotilla.service.trace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The way of spans to the collector: how many wait, and what became of the others. So many may wait at the most; of
/// what comes beyond that nothing is made. A collector that takes nothing is said once in ten minutes. Safe for use by
/// several threads.
final class SpanLane {

    private static final Logger LOG = System.getLogger(SpanLane.class.getName());
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(10);

    private final LongSupplier steadyNanos;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean isSaid = new AtomicBoolean();
    private final AtomicLong saidAt = new AtomicLong();

    /// As the exporter's queue is made.
    private volatile long room;

    SpanLane(LongSupplier steadyNanos) {
        this.steadyNanos = steadyNanos;
        this.saidAt.set(steadyNanos.getAsLong() - BETWEEN_LINES.toNanos());
    }

    /// @param spans how many may wait
    void widen(int spans) {
        room = spans;
    }

    /// Takes so many spans together, or none of them.
    ///
    /// @return whether they may be made
    boolean enter(int spans) {
        if (waiting.addAndGet(spans) <= room) {
            return true;
        }
        waiting.addAndGet(-spans);
        dropped.addAndGet(spans);
        return false;
    }

    /// They wait no more: they are on their way, or a sampler wants none of them.
    void leave(int spans) {
        waiting.addAndGet(-spans);
    }

    /// The collector has them.
    void taken(int spans) {
        sent.addAndGet(spans);
        if (isSaid.getAndSet(false)) {
            LOG.log(Level.INFO, "the collector of traces takes them again: dropped={0}", dropped.get());
        }
    }

    /// The collector has not taken them.
    void lost(int spans, String why) {
        dropped.addAndGet(spans);
        long now = steadyNanos.getAsLong();
        long before = saidAt.get();
        if (now - before >= BETWEEN_LINES.toNanos() && saidAt.compareAndSet(before, now)) {
            isSaid.set(true);
            LOG.log(
                    Level.WARNING,
                    "the collector of traces does not take them, they are dropped: dropped={0} reason={1}",
                    dropped.get(),
                    why);
        }
    }

    /// What waits at the end is lost as well.
    void end() {
        dropped.addAndGet(waiting.getAndSet(0));
        if (dropped.get() > 0) {
            LOG.log(Level.WARNING, "traces ended: sent={0} dropped={1}", sent.get(), dropped.get());
        }
    }

    SpanCounts counts() {
        return new SpanCounts(sent.get(), dropped.get());
    }
}
