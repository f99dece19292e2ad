package io.flotilla.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Calls of a target by one thread, which another one ends: a target that never answers does not hold up who waits
/// for it.
///
/// A call ends by an interrupt, which the thread is rid of afterwards. [#run] is for one thread, [#stop] for any.
final class StoppableCalls {

    private @Nullable Thread waiting;
    private boolean stopped;

    /// Asks a target for something.
    @FunctionalInterface
    interface Call<X extends IOException> {
        void run() throws X;
    }

    /// Runs a call to its end, or until it is stopped.
    <X extends IOException> void run(Call<X> call) throws X {
        begin();
        try {
            call.run();
        } finally {
            end();
        }
    }

    /// Runs one call, which is ended when its time is over.
    ///
    /// @param beside runs what watches the time, on a thread of its own
    static <X extends IOException> void runWithin(Duration atMost, Executor beside, Call<X> call) throws X {
        var calls = new StoppableCalls();
        var over = new CountDownLatch(1);
        beside.execute(() -> calls.stopUnless(over, atMost));
        try {
            calls.run(call);
        } finally {
            over.countDown();
        }
    }

    private void stopUnless(CountDownLatch over, Duration atMost) {
        try {
            if (!over.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                stop();
            }
        } catch (InterruptedException ended) {
            stop();
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the call that is under way, and each later one.
    synchronized void stop() {
        stopped = true;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    private synchronized void begin() {
        waiting = Thread.currentThread();
        if (stopped) {
            waiting.interrupt();
        }
    }

    private synchronized void end() {
        waiting = null;
        if (stopped) {
            Thread.interrupted();
        }
    }
}
