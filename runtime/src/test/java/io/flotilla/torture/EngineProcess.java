package io.flotilla.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The engine in a process of its own, and what it says.
final class EngineProcess {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread listener;
    private final CountDownLatch started = new CountDownLatch(1);

    private EngineProcess(Process process, Consumer<List<String>> lines) {
        this.process = process;
        this.listener = Thread.ofPlatform().daemon().unstarted(() -> listen(lines));
    }

    /// Starts it, and waits until it has begun.
    ///
    /// @param interval how often it looks at each database
    /// @param lines hears each line that it says, in words, on a thread of its own
    static EngineProcess start(Path directory, Duration interval, Consumer<List<String>> lines)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineMain.class.getName(),
                        directory.toString(),
                        Long.toString(interval.toMillis()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("engine.log").toFile()))
                .start();
        var engine = new EngineProcess(process, lines);
        engine.listener.start();
        if (!engine.started.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            engine.kill();
            throw new IllegalStateException("The engine does not start: see engine.log");
        }
        return engine;
    }

    private void listen(Consumer<List<String>> lines) {
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.equals("started")) {
                    started.countDown();
                } else {
                    lines.accept(List.of(line.split("\t")));
                }
            }
        } catch (IOException ended) {
            // All that it said was heard.
        }
        started.countDown();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Kills it, and hears what it has said until then.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        listener.join();
    }
}
