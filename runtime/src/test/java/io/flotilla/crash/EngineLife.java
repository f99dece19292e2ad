package io.flotilla.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// One life of an engine over `source`, `state` and `target` of a directory, in a process that may have had others
/// before.
///
/// @param clock how many times as fast as the world's its clock runs
record EngineLife(EngineJvm.Engine engine, Path directory, int clock) {

    /// The catalog waits long for each lock that it does not get.
    private static final Duration END = Duration.ofMinutes(5);

    private static final Duration COLLECTED = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 50_000_000;

    /// Returns when the engine is ready, and has done nothing yet.
    void begin() throws IOException {
        mailbox().begin(directory, clock);
        if (!mailbox().awaitTurn(1, this::isOver)) {
            throw new IOException("The engine did not get ready: " + engine.text());
        }
    }

    Mailbox mailbox() {
        return engine.mailbox();
    }

    long pid() {
        return engine.process().pid();
    }

    /// Whether the process is there.
    boolean isThere() {
        return engine.process().isAlive();
    }

    boolean isOver() {
        return !isThere() || mailbox().isEnded();
    }

    /// Asks the engine to end this life; one that cannot is killed.
    void end() throws InterruptedException {
        mailbox().stop();
        mailbox().allow(Integer.MAX_VALUE);
        long end = System.nanoTime() + END.toNanos();
        while (!isOver() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS / 5);
        }
        if (!isOver()) {
            kill();
            mailbox().write("failed to end");
        }
    }

    /// Makes the process give up what it still has open of this life, or else its own.
    void letGo() throws IOException, InterruptedException {
        long end = System.nanoTime() + COLLECTED.toNanos();
        boolean isOpen = true;
        while (isOpen && System.nanoTime() - end < 0) {
            mailbox().collect();
            LockSupport.parkNanos(PAUSE_NANOS);
            isOpen = !open().isEmpty();
        }
        if (isOpen) {
            kill();
        }
    }

    void kill() throws InterruptedException {
        engine.process().destroyForcibly().waitFor();
    }

    /// What the engine said of this life, or else what its process exited with.
    int exit() throws InterruptedException {
        boolean isGone = !mailbox().isEnded() && engine.process().waitFor(END.toSeconds(), TimeUnit.SECONDS);
        return isGone ? engine.process().exitValue() : mailbox().result();
    }

    /// The files of this life that the process still has open.
    List<String> open() throws IOException {
        List<String> open = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                link(descriptor, open);
            }
        } catch (NoSuchFileException gone) {
            return List.of();
        }
        return open;
    }

    private void link(Path descriptor, List<String> open) throws IOException {
        try {
            String file = Files.readSymbolicLink(descriptor).toString();
            if (file.startsWith(directory + "/")) {
                open.add(file);
            }
        } catch (NoSuchFileException closed) {
            // since it was listed
        }
    }
}
