package io.flotilla.fleet;

import io.flotilla.spi.TargetException;
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
    interface Call {
        void run() throws TargetException;
    }

    /// Runs a call to its end, or until it is stopped.
    void run(Call call) throws TargetException {
        begin();
        try {
            call.run();
        } finally {
            end();
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
