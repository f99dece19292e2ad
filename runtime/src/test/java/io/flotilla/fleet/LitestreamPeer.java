package io.flotilla.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

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
        this(binary, directory, replicas, "");
    }

    /// The same with more of its configuration.
    LitestreamPeer(Path binary, Path directory, List<List<Path>> replicas, String settings) throws IOException {
        this.binary = binary;
        this.directory = directory;
        var text = new StringBuilder("logging:\n  level: warn\n" + settings + "dbs:\n");
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

    /// The program that `-Dflotilla.litestream=FILE` or `FLOTILLA_LITESTREAM` names, or the one on the
    /// path. A test without one is skipped.
    static Path find() {
        Optional<Path> found = Optional.ofNullable(
                        System.getProperty("flotilla.litestream", System.getenv("FLOTILLA_LITESTREAM")))
                .map(Path::of)
                .or(() -> Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(each -> Path.of(each, "litestream"))
                        .filter(Files::isExecutable)
                        .findFirst());
        Assumptions.assumeTrue(found.isPresent(), "There is no Litestream: name one by FLOTILLA_LITESTREAM");
        return found.orElseThrow();
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
        awaitShipped(List.of(name));
    }

    /// The same for several databases together.
    void awaitShipped(List<String> names) throws IOException, InterruptedException {
        List<String> before = List.of();
        for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
            if (running.orElseThrow().waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("Litestream ended by itself: " + directory.resolve("litestream.log"));
            }
            var now = new ArrayList<String>();
            for (String name : names) {
                now.add(latest(directory.resolve("replicas").resolve(name)));
            }
            if (now.contains("") || !now.equals(before)) {
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
        return restoreAs(name, output);
    }

    /// As of a point, by the options that say so.
    int restoreAs(String name, Path output, String... options) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("restore", "-o", output.toString()));
        words.addAll(List.of(options));
        words.add(directory.resolve("replicas").resolve(name).toUri().toString());
        return begin(words.toArray(String[]::new)).waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (running.isPresent()) {
            running.get().destroyForcibly().waitFor();
        }
    }
}
