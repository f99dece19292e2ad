package io.flotilla.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The engine as a program of its own, for runs under a tracer.
///
/// First it rehearses on databases of its own, so that every class is loaded. Of each run it announces that it is
/// ready, and everything that it calls from there on is the engine's. All of that happens on virtual threads of one
/// carrier, for a tracer counts the calls of each thread of the system on its own. It ends with its driver, however
/// that ends.
///
/// Arguments: the mailbox; a directory with `rehearsal/first` and `rehearsal/second`; the driver's process.
final class EngineMain {

    /// What a run that failed with a text of its own exits with.
    static final int FAILED = 2;

    /// What it says when it knows the databases and looks at them.
    static final String AT_WORK = "at work";

    /// What comes before each problem that it names in the end.
    static final String PROBLEM = "problem ";

    /// Older than what a step of the clock could hide.
    private static final long SETTLED_NANOS = 25_000_000;

    /// Each look costs the tracer two stops.
    private static final long STOP_NANOS = 10_000_000;

    private final Mailbox mailbox;

    private EngineMain(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    public static void main(String[] arguments) throws Exception {
        ProcessControl.endWithParent(Long.parseLong(arguments[2]));
        ProcessControl.allowAnyTracer();
        Mailbox mailbox = Mailbox.map(Path.of(arguments[0]));
        var main = new EngineMain(mailbox);
        if (!main.onCarrier(() -> new Rehearsal(Path.of(arguments[1])).run())) {
            System.exit(FAILED);
        }
        while (mailbox.awaitRun()) {
            mailbox.end(main.onCarrier(main::run) ? 0 : FAILED);
        }
        System.exit(0);
    }

    /// One piece of work, which may fail.
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// @return whether it came to its end
    private boolean onCarrier(Work work) throws InterruptedException {
        var done = new AtomicBoolean();
        Thread.ofVirtual().start(() -> done.set(isDone(work))).join();
        return done.get();
    }

    private boolean isDone(Work work) {
        try {
            work.run();
            return true;
        } catch (Throwable failure) {
            mailbox.write("failed " + failure);
            failure.printStackTrace();
            return false;
        }
    }

    private void run() throws IOException, InterruptedException {
        mailbox.takeTurn();
        var clock = new FastClock(Instant.now(), mailbox.clock());
        try (var steered = new Steered()) {
            var summary = new EngineRun(mailbox.directory(), clock, steered, threads -> EngineMain::later).run();
            summary.problems().forEach(problem -> mailbox.write(PROBLEM + problem));
            mailbox.write("ended");
        }
    }

    /// Later than the first captures, so that they leave in one batch.
    private static void later(Runnable work) {
        Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(SETTLED_NANOS);
            work.run();
        });
    }

    /// Runs faster than the world, so that pauses after failures pass quickly.
    private record FastClock(Instant start, int times) implements InstantSource {

        @Override
        public Instant instant() {
            Instant now = Instant.now();
            return times == 1 ? now : start.plus(Duration.between(start, now).multipliedBy(times));
        }
    }

    private final class Steered implements EngineRun.Steering, AutoCloseable {

        private volatile boolean isOver;
        private boolean isAtWork;
        private Optional<Thread> stopper = Optional.empty();

        @Override
        public void atWork() {
            if (!isAtWork) {
                mailbox.write(AT_WORK);
                isAtWork = true;
            }
        }

        @Override
        public void quiet() {
            if (!mailbox.isStopped()) {
                mailbox.takeTurn();
                LockSupport.parkNanos(SETTLED_NANOS);
            }
        }

        @Override
        public int written() {
            return mailbox.written();
        }

        @Override
        public int begun() {
            return mailbox.begun();
        }

        @Override
        public void acknowledged(AcknowledgedRecord record) {
            mailbox.write(record.line());
        }

        @Override
        public void began(Runnable stop) {
            stopper = Optional.of(Thread.ofPlatform().daemon().start(() -> {
                while (!isOver && !mailbox.isStopped()) {
                    LockSupport.parkNanos(STOP_NANOS);
                }
                stop.run();
            }));
        }

        @Override
        public int clock() {
            return mailbox.clock();
        }

        @Override
        public void close() throws InterruptedException {
            isOver = true;
            if (stopper.isPresent()) {
                stopper.get().join();
            }
        }
    }

    /// A run on databases of its own, which change once in between.
    private record Rehearsal(Path directory) {

        void run() throws IOException, InterruptedException {
            copy("rehearsal/first");
            var turns = new AtomicInteger();
            var stop = new Runnable[1];
            new EngineRun(
                            directory,
                            InstantSource.system(),
                            new EngineRun.Steering() {
                                @Override
                                public void quiet() {
                                    if (turns.getAndIncrement() == 0) {
                                        copy("rehearsal/second");
                                        LockSupport.parkNanos(SETTLED_NANOS);
                                    } else {
                                        stop[0].run();
                                    }
                                }

                                @Override
                                public int written() {
                                    return turns.get();
                                }

                                @Override
                                public int begun() {
                                    return turns.get();
                                }

                                @Override
                                public void acknowledged(AcknowledgedRecord record) {
                                    String unused = record.line();
                                }

                                @Override
                                public void began(Runnable end) {
                                    stop[0] = end;
                                }
                            },
                            threads -> EngineMain::later)
                    .run();
        }

        private void copy(String from) {
            Path source = directory.resolve("source");
            try (Stream<Path> files = Files.list(directory.resolve(from))) {
                Files.createDirectories(source);
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.copy(file, source.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
