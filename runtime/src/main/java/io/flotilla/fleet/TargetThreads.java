package io.flotilla.fleet;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Virtual threads for a target whose requests wait for the network. The target itself bounds how many it uses; none
/// is there while it uses none. Safe for use by several threads.
public final class TargetThreads implements Executor, AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /// Waits for what is under way.
    @Override
    public void close() {
        threads.close();
    }
}
