package io.flotilla.plugins.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Does the same with many things on threads that others own, a limited number at a time. Safe for use by several
/// threads, each with a limit of its own.
record Parallel(Executor executor, int atATime) {

    /// The results in the order of the things, when all are there.
    <A, B> List<B> map(List<A> things, Function<A, B> work) {
        if (things.size() == 1) {
            return List.of(work.apply(things.getFirst()));
        }
        var places = new Semaphore(atATime);
        List<FutureTask<B>> tasks = new ArrayList<>(things.size());
        for (A thing : things) {
            places.acquireUninterruptibly();
            FutureTask<B> task = new FutureTask<>(() -> work.apply(thing)) {
                @Override
                protected void done() {
                    places.release();
                }
            };
            tasks.add(task);
            executor.execute(task);
        }
        places.acquireUninterruptibly(atATime);
        return tasks.stream().map(Parallel::result).toList();
    }

    private static <B> B result(FutureTask<B> done) {
        if (done.state() == Future.State.SUCCESS) {
            return done.resultNow();
        }
        throw new IllegalStateException(done.exceptionNow());
    }
}
