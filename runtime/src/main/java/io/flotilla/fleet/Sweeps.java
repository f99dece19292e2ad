package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// When everything is looked at: so seldom that it takes a small part of one processor, at once where something was
/// missed. For use by one thread, [#hurry()] and [#times()] by any.
final class Sweeps {

    /// A sweep is followed by a pause this many times as long, where nobody tells what changes.
    private static final int PAUSE = 40;

    /// Where a sweep is slow, because a disk or the machine is, a write would go unseen for long: the pause is then no
    /// longer than this, or than some times its length.
    private static final long LONG_ENOUGH_NANOS = 30_000_000_000L;

    private static final int LEAST_PAUSE = 4;

    /// And where the system does.
    private static final int LONG_PAUSE = 400;

    private final Scanner scanner;
    private final LongSupplier steadyNanos;
    private long next;
    private volatile SweepTimes times = SweepTimes.NONE;
    private volatile boolean isHurried = true;

    Sweeps(Scanner scanner, LongSupplier steadyNanos) {
        this.scanner = scanner;
        this.steadyNanos = steadyNanos;
    }

    /// Sweeps where the pause is over.
    void whenDue(Consumer<DatabaseId> changed) {
        long started = steadyNanos.getAsLong();
        if (!isHurried && started < next) {
            return;
        }
        isHurried = false;
        // A sweep that fails is due again.
        next = started;
        scanner.sweep(changed);
        long ended = steadyNanos.getAsLong();
        times = times.and(Duration.ofNanos(ended - started));
        next = ended + pause(ended - started);
    }

    private long pause(long sweep) {
        return scanner.isTold()
                ? sweep * LONG_PAUSE
                : Math.min(sweep * PAUSE, Math.max(LONG_ENOUGH_NANOS, sweep * LEAST_PAUSE));
    }

    /// How often, and how long.
    SweepTimes times() {
        return times;
    }

    /// The next sweep is due.
    void hurry() {
        isHurried = true;
    }
}
