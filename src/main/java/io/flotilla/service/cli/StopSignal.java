package io.flotilla.service.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/// Turns the first SIGTERM or SIGINT into a wish to end well. A second one ends the process at once, as it
/// would without this class. Safe for use by several threads.
public final class StopSignal {

    private static final int SIGNAL_EXIT = 128;

    /// The signal that nobody can refuse.
    private static final int KILL = 9;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean signalled = new AtomicBoolean();
    private volatile IntConsumer companion = signal -> {};

    /// Takes over both signals for the rest of this process.
    public static StopSignal install() {
        var stop = new StopSignal();
        Signals.handle("TERM", stop::received);
        Signals.handle("INT", stop::received);
        return stop;
    }

    /// From now on somebody else hears of the first signal as well, and of a second one as the kill signal, before this
    /// process ends.
    public void passOn(IntConsumer to) {
        companion = to;
    }

    /// Asks to stop, as a signal does.
    public void ask() {
        asked.countDown();
    }

    /// Waits until somebody asks to stop.
    public void await() throws InterruptedException {
        asked.await();
    }

    /// Waits until somebody asks to stop, but no longer than this; whether somebody did.
    public boolean await(Duration longest) throws InterruptedException {
        return asked.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether somebody has asked to stop.
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    private void received(int signal) {
        if (signalled.getAndSet(true) || isAsked()) {
            companion.accept(KILL);
            Runtime.getRuntime().halt(SIGNAL_EXIT + signal);
        }
        companion.accept(signal);
        ask();
    }
}
