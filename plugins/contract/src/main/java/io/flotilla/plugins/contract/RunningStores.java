package io.flotilla.plugins.contract;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Servers of S3 on loopback, each started when it is first asked for. Used by one thread.
public final class RunningStores implements AutoCloseable {

    private static final int LOOKS = 600;
    private static final int LOOK_MILLIS = 200;
    private static final int ENDING_SECONDS = 30;

    private final Path directory;
    private final String accessKey;
    private final String secretKey;
    private final Map<StoreProgram, Running> running = new EnumMap<>(StoreProgram.class);

    /// @param directory where they keep their objects and say what they have to say
    public RunningStores(Path directory, String accessKey, String secretKey) {
        this.directory = directory;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /// Where this one listens. Where the program is not here, the test is skipped.
    public int port(StoreProgram program) throws IOException, InterruptedException {
        Running known = running.get(program);
        if (known == null) {
            known = start(program, program.require());
            running.put(program, known);
            awaitAnswer(program, known);
        }
        return known.port();
    }

    private Running start(StoreProgram program, Path file) throws IOException {
        Path objects = Files.createDirectories(directory.resolve(program.name()));
        int port = freePort();
        var builder = new ProcessBuilder(program.command(file, port, objects))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(program).toFile());
        builder.environment().putAll(program.environment(port, accessKey, secretKey));
        return new Running(builder.start(), port);
    }

    private void awaitAnswer(StoreProgram program, Running started) throws IOException, InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            if (started.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException(program + " ended at once: " + Files.readString(log(program)));
            }
            if (answers(started.port())) {
                return;
            }
        }
        throw new IOException(program + " does not answer: " + Files.readString(log(program)));
    }

    /// Also a refusal is an answer: nobody signed this.
    private static boolean answers(int port) {
        try {
            var asked = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
            return asked.getResponseCode() < HttpURLConnection.HTTP_INTERNAL_ERROR;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path log(StoreProgram program) {
        return directory.resolve(program.name() + ".log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        running.values().forEach(started -> started.process().destroy());
        for (Running started : running.values()) {
            awaitEnd(started.process());
        }
        running.clear();
    }

    private static void awaitEnd(Process process) {
        try {
            if (process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private record Running(Process process, int port) {}
}
