package io.flotilla.fleet;

import java.util.concurrent.Executor;

/// Runs each task at once, on a virtual thread of its own. Whoever brings tasks sees to it that there are not
/// too many, and nobody waits for them at the end of the process. Safe for use by several threads.
public final class FreeThreads implements Executor {

    @Override
    public void execute(Runnable task) {
        Thread.ofVirtual().start(task);
    }
}
