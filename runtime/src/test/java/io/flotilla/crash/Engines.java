package io.flotilla.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Engines that are started ahead, so that one gets ready while another is being tried. Each has a new directory.
final class Engines implements AutoCloseable {

    private final EngineJvm jvm;
    private final Path directory;
    private final int clock;
    private int count;
    private EngineJvm.Engine ahead;

    /// @param clock how many times as fast as the world's their clocks run
    Engines(EngineJvm jvm, Path directory, int clock) throws IOException {
        this.jvm = jvm;
        this.directory = directory;
        this.clock = clock;
        this.ahead = start();
    }

    EngineJvm.Engine next() throws IOException {
        EngineJvm.Engine next = ahead;
        ahead = start();
        return next;
    }

    private EngineJvm.Engine start() throws IOException {
        count++;
        Path run = Files.createDirectories(directory.resolve("run-" + count));
        Files.createDirectory(run.resolve("source"));
        return jvm.start(run, clock);
    }

    @Override
    public void close() {
        ahead.process().destroyForcibly().onExit().join();
    }
}
