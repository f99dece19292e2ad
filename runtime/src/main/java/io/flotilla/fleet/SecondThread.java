package io.flotilla.fleet;

import io.flotilla.discovery.Discovery;
import io.flotilla.discovery.Finding;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A thread that helps the one that looks at everything, when that is done for the first time: until then nobody is
/// watched, and later looks are to take a small part of one processor. For use by one thread.
final class SecondThread implements AutoCloseable {

    private final OneThread thread = new OneThread("flotilla-first-look");
    private CompletableFuture<Boolean> work = CompletableFuture.completedFuture(true);

    /// Does the same on both threads, and gives whether both say yes.
    boolean both(BooleanSupplier task) {
        work = CompletableFuture.supplyAsync(task::getAsBoolean, thread);
        boolean here = task.getAsBoolean();
        return await() && here;
    }

    /// Tells somebody who listens to one thread at a time.
    static <T> Consumer<T> oneByOne(Consumer<T> listener) {
        var telling = new ReentrantLock();
        return what -> {
            telling.lock();
            try {
                listener.accept(what);
            } finally {
                telling.unlock();
            }
        };
    }

    /// Takes parts of walks, one after the other, while it has none.
    ///
    /// @param findings hears on the other thread what is found
    Discovery.Second walker(Consumer<Finding> findings) {
        return part -> {
            if (!work.isDone()) {
                return false;
            }
            boolean _ = await();
            work = CompletableFuture.supplyAsync(
                    () -> {
                        part.walk(findings);
                        return true;
                    },
                    thread);
            return true;
        };
    }

    /// Waits for what was begun.
    ///
    /// @throws RuntimeException that ended it
    boolean await() {
        try {
            return work.join();
        } catch (CompletionException failure) {
            switch (failure.getCause()) {
                case RuntimeException itself -> throw itself;
                case Error itself -> throw itself;
                case null, default -> throw failure;
            }
        }
    }

    /// Waits for what was begun, and ends the thread.
    @Override
    public void close() {
        thread.close();
    }
}
