package io.flotilla.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real Litestream over the same databases, as quick as it can be set.
final class LitestreamPeer implements Peer {

    private static final String DATABASE = """
              - path: '%s'
                monitor-interval: 50ms
                replica:
                  type: file
                  path: '%s'
                  sync-interval: 50ms
            """;

    /// Nothing new for so many looks, a tenth of a second apart, is taken for everything.
    private static final int QUIET_LOOKS = 15;

    private final Path binary;
    private final Path directory;
    private final Path configuration;
    private Optional<Process> running = Optional.empty();

    /// @param replicas pairs of a database and the directory of its replica
    LitestreamPeer(Path binary, Path directory, List<List<Path>> replicas) throws IOException {
        this.binary = binary;
        this.directory = directory;
        var text = new StringBuilder("logging:\n  level: warn\ndbs:\n");
        replicas.forEach(pair -> text.append(DATABASE.formatted(pair.getFirst(), pair.getLast())));
        this.configuration = Files.writeString(directory.resolve("litestream.yml"), text);
    }

    /// Databases below `source` of these names, with replicas of their own.
    static LitestreamPeer of(Path binary, Path directory, List<String> names) throws IOException {
        return new LitestreamPeer(
                binary,
                directory,
                names.stream()
                        .map(name -> List.of(
                                directory.resolve("source").resolve(name),
                                directory.resolve("replicas").resolve(name)))
                        .toList());
    }

    private Process begin(String... arguments) throws IOException {
        var words = new ArrayList<>(List.of(binary.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("litestream.log").toFile()))
                .start();
    }

    @Override
    public void start() throws IOException {
        running = Optional.of(begin("replicate", "-config", configuration.toString()));
    }

    @Override
    public void awaitShipped(String name) throws IOException, InterruptedException {
        String before = "";
        for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
            if (running.orElseThrow().waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("Litestream ended by itself: " + directory.resolve("litestream.log"));
            }
            String now = latest(directory.resolve("replicas").resolve(name));
            if (now.isEmpty() || !now.equals(before)) {
                quiet = 0;
            }
            before = now;
        }
    }

    private static String latest(Path replica) throws IOException {
        if (!Files.isDirectory(replica)) {
            return "";
        }
        try (Stream<Path> files = Files.walk(replica)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".ltx"))
                    .map(file -> file.substring(17, 33))
                    .sorted()
                    .reduce("", (first, second) -> second);
        }
    }

    @Override
    public void stop() throws InterruptedException {
        running.orElseThrow().destroy();
        running.orElseThrow().waitFor();
        running = Optional.empty();
    }

    @Override
    public void once() throws IOException, InterruptedException {
        onceAndExitCode();
    }

    int onceAndExitCode() throws IOException, InterruptedException {
        return begin("replicate", "-once", "-config", configuration.toString()).waitFor();
    }

    @Override
    public int restore(String name, Path output) throws IOException, InterruptedException {
        String url = directory.resolve("replicas").resolve(name).toUri().toString();
        return begin("restore", "-o", output.toString(), url).waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (running.isPresent()) {
            running.get().destroyForcibly().waitFor();
        }
    }
}
