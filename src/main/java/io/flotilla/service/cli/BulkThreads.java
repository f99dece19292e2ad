package io.flotilla.service.cli;

import io.flotilla.fleet.BoundedThreads;
import io.flotilla.fleet.OneThread;
import java.util.concurrent.Executor;

/// Who works on a restore of many.
///
/// @param restoring makes databases, as many at a time as it runs tasks; whoever brings one more waits
/// @param naming waits for the disk, one task after the other
record BulkThreads(Executor restoring, Executor naming, AutoCloseable end) implements AutoCloseable {

    /// Threads that restore so many databases at a time. The caller closes them.
    static BulkThreads of(int atATime) {
        var restoring = new BoundedThreads(atATime);
        var naming = new OneThread("flotilla-naming");
        return new BulkThreads(restoring, naming, () -> {
            restoring.close();
            naming.close();
        });
    }

    /// Everything on the thread that asks, one after the other.
    static BulkThreads none() {
        return new BulkThreads(Runnable::run, Runnable::run, () -> {});
    }

    @Override
    public void close() {
        try {
            end.close();
        } catch (Exception impossible) {
            throw new IllegalStateException("Executors end without exceptions", impossible);
        }
    }
}
