package io.flotilla.plugins.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Does the same with many things on threads that others own, a limited number at a time. Safe for use by several
/// threads, each with a limit of its own.
///
/// Whoever interrupts the caller interrupts all of it: each piece of work ends in its own way, and the caller stays
/// interrupted. The work is on those threads also where there is one thing only, because a read of a socket ends by an
/// interrupt on a virtual thread alone.
record Parallel(Executor executor, int atATime) {

    /// The results in the order of the things, when all are there.
    <A, B> List<B> map(List<A> things, Function<A, B> work) {
        return new Course<A, B>(executor, atATime, work).run(things);
    }

    /// One call. For use by one thread, once.
    private static final class Course<A, B> {

        private final Executor executor;
        private final int atATime;
        private final Function<A, B> work;
        private final Semaphore places;
        private final List<Piece<B>> pieces = new ArrayList<>();
        private boolean interrupted;

        private Course(Executor executor, int atATime, Function<A, B> work) {
            this.executor = executor;
            this.atATime = atATime;
            this.work = work;
            this.places = new Semaphore(atATime);
        }

        private List<B> run(List<A> things) {
            for (A thing : things) {
                await(1);
                start(thing);
            }
            await(atATime);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return pieces.stream().map(Piece::result).toList();
        }

        private void await(int free) {
            try {
                places.acquire(free);
            } catch (InterruptedException stop) {
                interrupted = true;
                pieces.forEach(Piece::interrupt);
                places.acquireUninterruptibly(free);
            }
        }

        private void start(A thing) {
            var piece = new Piece<>(() -> work.apply(thing), places);
            if (interrupted) {
                piece.interrupt();
            }
            pieces.add(piece);
            executor.execute(piece);
        }
    }

    /// The work with one thing.
    private static final class Piece<B> extends FutureTask<B> {

        private final Semaphore places;
        private @Nullable Thread runner;
        private boolean stopped;

        private Piece(Callable<B> work, Semaphore places) {
            super(work);
            this.places = places;
        }

        @Override
        public void run() {
            begin();
            try {
                super.run();
            } finally {
                end();
            }
        }

        private B result() {
            if (state() == Future.State.SUCCESS) {
                return resultNow();
            }
            throw new IllegalStateException(exceptionNow());
        }

        private synchronized void interrupt() {
            stopped = true;
            if (runner != null) {
                runner.interrupt();
            }
        }

        private synchronized void begin() {
            runner = Thread.currentThread();
            if (stopped) {
                runner.interrupt();
            }
        }

        /// The thread belongs to somebody else, who did not ask for the interrupt.
        private void end() {
            synchronized (this) {
                runner = null;
                if (stopped) {
                    Thread.interrupted();
                }
            }
            places.release();
        }
    }
}
