package io.flotilla.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/// What one process still has to do, one system call or one store into shared memory at a time.
final class Steps {

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /// Does these next, in this order, before all that waits.
    void next(Runnable... steps) {
        for (int i = steps.length - 1; i >= 0; i--) {
            waiting.addFirst(steps[i]);
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void run() {
        waiting.removeFirst().run();
    }

    void forget() {
        waiting.clear();
    }
}
