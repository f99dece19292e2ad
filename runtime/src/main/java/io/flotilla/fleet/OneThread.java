package io.flotilla.fleet;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Runs tasks one after the other on a thread of the system, for calls that would keep a virtual one on its
/// carrier. Safe for use by several threads.
public final class OneThread implements Executor, AutoCloseable {

    private final ExecutorService thread;

    /// @param name of the thread, for whoever looks at the process
    public OneThread(String name) {
        this.thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /// Waits for all tasks.
    @Override
    public void close() {
        thread.close();
    }
}
