package io.flotilla.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of a replication: whoever waits, or asks the target something, does not hold it up. Safe for use by several
/// threads.
final class Stop {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final StoppableCalls calls = new StoppableCalls();

    void now() {
        stopped.countDown();
        calls.stop();
    }

    boolean isOver() {
        return stopped.getCount() == 0;
    }

    /// Waits, at most so long.
    ///
    /// @return whether it is over
    boolean isOverWithin(Duration wait) throws InterruptedException {
        return stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Calls of the target that end with everything else. For one thread at a time.
    StoppableCalls calls() {
        return calls;
    }

    /// Whoever was stopped knows why nobody answered, and need not be told.
    void unlessOver(Runnable telling) {
        if (!isOver()) {
            telling.run();
        }
    }
}
