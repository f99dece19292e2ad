package io.flotilla.plugins.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// The same task, by several threads that start together.
public final class Race {

    private Race() {}

    /// One of the threads.
    @FunctionalInterface
    public interface Racer<T> {
        /// Does the task as the thread of this number, from 0.
        T run(int number) throws Exception;
    }

    /// Waits for all, and gives their results in the order of their numbers.
    public static <T> List<T> of(int racers, Racer<T> racer) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Callable<T>> tasks = IntStream.range(0, racers)
                .<Callable<T>>mapToObj(number -> () -> {
                    start.await();
                    return racer.run(number);
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
