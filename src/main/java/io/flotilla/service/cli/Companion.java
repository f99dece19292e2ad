package io.flotilla.service.cli;

import io.flotilla.service.systemd.ServiceManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The command that `replicate -exec` runs beside itself, with this process's input and output. Safe for use by several
/// threads.
final class Companion {

    /// A process that a signal ended has this exit code, and the signal's number.
    private static final int SIGNALLED = 128;

    private final Process process;
    private final CompletableFuture<Void> told;
    private final AtomicInteger passedOn = new AtomicInteger();

    private Companion(Process process, CompletableFuture<Void> told) {
        this.process = process;
        this.told = told;
    }

    /// Starts it.
    ///
    /// @param words the program, then its arguments
    /// @param ended is called when it has come to its end
    static Companion start(List<String> words, Runnable ended) {
        try {
            var builder = new ProcessBuilder(words).inheritIO();
            builder.environment().keySet().removeAll(ServiceManager.VARIABLES);
            Process process = builder.start();
            return new Companion(process, process.onExit().thenRun(ended));
        } catch (IOException notStarted) {
            throw new CommandFailure(
                    "The command of -exec cannot be started: " + FailureText.message(notStarted),
                    "its full path, or sh -c '...' where it needs a shell",
                    notStarted);
        }
    }

    /// Gives it a signal. Java knows two of them, a shell all.
    void signal(int number) {
        passedOn.set(number);
        try {
            var kill = new ProcessBuilder("sh", "-c", "kill -" + number + " " + process.pid());
            kill.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            kill.start().waitFor();
        } catch (IOException noShell) {
            process.destroy();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for its end, and makes one where that takes longer.
    ///
    /// @return its exit code; 0 where it ended by the signal that it was given
    int awaitEnd(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
        told.join();
        int code = process.exitValue();
        return passedOn.get() != 0 && code == SIGNALLED + passedOn.get() ? 0 : code;
    }

    /// The way to the end of a replication: until somebody asks for it, or the command that runs beside it has ended.
    /// For use by one thread, [#stop] by any.
    static final class Beside {

        private static final Duration MINUTE = Duration.ofMinutes(1);

        private final Optional<List<String>> command;
        private final StopSignal stop;
        private final Duration atMost;
        private int code;

        /// @param command absent where none is to run
        /// @param atMost how long it may take to end after a signal
        Beside(Optional<List<String>> command, StopSignal stop, Duration atMost) {
            this.command = command;
            this.stop = stop;
            this.atMost = atMost;
        }

        /// Asks for the end.
        void stop() {
            stop.ask();
        }

        /// Starts the command, and waits for the end of both.
        ///
        /// @param eachMinute is run meanwhile
        void await(Runnable eachMinute) throws InterruptedException {
            Optional<Companion> companion = command.map(words -> start(words, stop::ask));
            companion.ifPresent(beside -> stop.passOn(beside::signal));
            while (!stop.await(MINUTE)) {
                eachMinute.run();
            }
            if (companion.isPresent()) {
                code = companion.get().awaitEnd(atMost);
            }
        }

        /// The exit code of the command; 0 where there was none.
        int code() {
            return code;
        }
    }
}
