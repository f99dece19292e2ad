package io.flotilla.creation;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/// Makes many databases of one.
///
/// Each appears whole or not at all, none that is there is touched, and a run that was ended goes on with the next one
/// of the same request. On Linux. Safe for use by several threads.
public final class Creation {

    /// Names that one thread takes at a time: more than share a directory, as a rule, for whoever makes a file holds
    /// it.
    private static final long PORTION = 200;

    private final Executor executor;
    private final int atATime;

    /// @param executor runs as many tasks at a time as it is given here; one for each core is the fastest
    public Creation(Executor executor, int atATime) {
        this.executor = executor;
        this.atATime = atATime;
    }

    /// Makes all that are missing, and returns when they are durable.
    ///
    /// @param progress hears now and then how many names are done, from several threads
    /// @throws IllegalArgumentException where the template is not the whole of one database
    /// @throws IOException where a file cannot be made; says which and why. Those that were made stay
    public Created run(CreationRequest request, LongConsumer progress) throws IOException, InterruptedException {
        try (Root root = Root.open(request.root());
                TemplateCopy template = TemplateCopy.make(request.template(), root)) {
            var run = new Run(request, root, template, progress);
            run.start(executor, atATime);
            run.await();
            root.sync();
            return new Created(run.made.sum(), run.existing.sum(), template.bytes(), template.isShareable());
        }
    }

    /// One creation, as the threads that take part share it.
    private static final class Run {

        private final CreationRequest request;
        private final Root root;
        private final TemplateCopy template;
        private final LongConsumer progress;
        private final AtomicLong next = new AtomicLong();
        private final LongAdder made = new LongAdder();
        private final LongAdder existing = new LongAdder();
        private final AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
        private CountDownLatch working = new CountDownLatch(0);

        Run(CreationRequest request, Root root, TemplateCopy template, LongConsumer progress) {
            this.request = request;
            this.root = root;
            this.template = template;
            this.progress = progress;
        }

        void start(Executor executor, int atATime) {
            working = new CountDownLatch(atATime);
            for (int i = 0; i < atATime; i++) {
                executor.execute(this::work);
            }
        }

        private void work() {
            try (var files = new FileMaker(root, template)) {
                long from = next.getAndAdd(PORTION);
                while (from < request.count() && failure.get().isEmpty()) {
                    makePortion(files, from, Math.min(request.count(), from + PORTION));
                    progress.accept(made.sum() + existing.sum());
                    from = next.getAndAdd(PORTION);
                }
            } catch (IOException | RuntimeException | Error thrown) {
                fail(thrown);
            } finally {
                working.countDown();
            }
        }

        private void makePortion(FileMaker files, long from, long to) throws IOException {
            for (long i = from; i < to && failure.get().isEmpty(); i++) {
                boolean isNew = files.make(request.pattern().name(request.first() + i));
                (isNew ? made : existing).increment();
            }
        }

        private void fail(Throwable thrown) {
            failure.compareAndSet(Optional.empty(), Optional.of(thrown));
        }

        /// Also who is interrupted waits for the threads, which use what is closed afterwards.
        void await() throws IOException, InterruptedException {
            try {
                working.await();
            } catch (InterruptedException interrupted) {
                fail(interrupted);
                awaitUninterruptibly();
                throw interrupted;
            }
            Throwable thrown = failure.get().orElse(null);
            switch (thrown) {
                case null -> {}
                case IOException io -> throw io;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                default -> throw new IllegalStateException(thrown);
            }
        }

        private void awaitUninterruptibly() {
            while (working.getCount() > 0) {
                try {
                    working.await();
                } catch (InterruptedException _) {
                    // The caller is told already.
                }
            }
        }
    }
}
