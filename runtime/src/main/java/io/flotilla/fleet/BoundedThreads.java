package io.flotilla.fleet;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Runs tasks on virtual threads, a limited number at a time; who brings one more waits until there is room.
/// For steps that work on many databases beside the fleet, such as restores. Safe for use by several threads.
public final class BoundedThreads implements Executor, AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places;

    public BoundedThreads(int atATime) {
        this.places = new Semaphore(atATime);
    }

    @Override
    public void execute(Runnable task) {
        places.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                places.release();
            }
        });
    }

    /// Waits for all tasks.
    @Override
    public void close() {
        threads.close();
    }
}
