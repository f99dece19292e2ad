package io.flotilla.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// Engines for one life after another, each with a new directory. They end with the thread that uses this.
final class Engines implements AutoCloseable {

    private final EngineJvm jvm;
    private final Path directory;
    private final int ahead;
    private final Deque<EngineJvm.Engine> ready = new ArrayDeque<>();
    private int engines;
    private int lives;

    /// @param ahead how many engines get ready while others are being tried
    Engines(EngineJvm jvm, Path directory, int ahead) {
        this.jvm = jvm;
        this.directory = directory;
        this.ahead = ahead;
    }

    /// @param clock how many times as fast as the world's the engine's clock runs
    EngineLife next(int clock) throws IOException {
        while (ready.size() <= ahead) {
            ready.add(start());
        }
        lives++;
        Path run = Files.createDirectories(directory.resolve("run-" + lives));
        Files.createDirectory(run.resolve("source"));
        return new EngineLife(ready.remove(), run, clock);
    }

    /// An engine whose life has ended may have another one, where its process has not.
    void giveBack(EngineLife life) throws InterruptedException {
        if (life.isThere() && life.isOver()) {
            ready.addFirst(life.engine());
        } else {
            life.kill();
        }
    }

    private EngineJvm.Engine start() throws IOException {
        engines++;
        return jvm.start(Files.createDirectories(directory.resolve("engine-" + engines)));
    }

    @Override
    public void close() {
        ready.forEach(engine -> engine.process().destroyForcibly().onExit().join());
    }
}
