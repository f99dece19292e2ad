package io.flotilla.fleet;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Does something again and again, on a thread of the system that goes on whatever all the others wait for. Nothing
/// that goes wrong in a round ends the next one. Safe for use by several threads.
public final class Rounds implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Rounds.class.getName());

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;

    private Rounds(String name, Duration every, Runnable round) {
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> turn(every, round));
    }

    /// Begins, with a round at once.
    ///
    /// @param name of the thread, for whoever looks at the process
    /// @param every how long there is between the end of a round and the begin of the next one
    /// @param round ends when its thread is interrupted
    public static Rounds begin(String name, Duration every, Runnable round) {
        var rounds = new Rounds(name, every, round);
        rounds.thread.start();
        return rounds;
    }

    private void turn(Duration every, Runnable round) {
        try {
            do {
                attempt(round);
            } while (!ended.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt(Runnable round) {
        try {
            round.run();
        } catch (RuntimeException failure) {
            LOG.log(Level.DEBUG, "a round failed and the next one follows", failure);
        }
    }

    /// Ends, also in the middle of a round, and waits for nothing.
    @Override
    public void close() {
        ended.countDown();
        thread.interrupt();
    }
}
