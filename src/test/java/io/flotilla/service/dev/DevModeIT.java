package io.flotilla.service.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.RunningStores;
import io.flotilla.plugins.contract.StoreProgram;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `quarkus:dev` as a developer starts it, on a copy of the sources, with a LocalStack beside it. Needs a Maven
/// that dev mode takes: `-Dflotilla.maven=FILE`, or one on the path.
class DevModeIT {

    private static final Pattern VERSION = Pattern.compile("Apache Maven (\\d+)\\.(\\d+)");
    private static final Pattern OBJECTS = Pattern.compile("<KeyCount>(\\d+)</KeyCount>");
    private static final Set<String> PARTS =
            Set.of("pom.xml", ".mvn", "spi", "plugins", "runtime", "deployment", "src");
    private static final int PATIENCE_MINUTES = 20;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void replicatesAFleetToALocalStackThatRunsAndAnotherOneAfterAChange() throws Exception {
        Path maven = maven();
        try (var stores = new RunningStores(Files.createDirectory(directory.resolve("stores")), "test", "test")) {
            String store = "http://127.0.0.1:" + stores.port(StoreProgram.LOCALSTACK);
            Path sources = copy(directory.resolve("sources"));
            int port = freePort();
            Process dev = start(maven, sources, store, port);
            try {
                String fleet = "http://127.0.0.1:" + port + "/v1/fleet";
                await(dev, () -> get(fleet).contains("\"states\":{\"active\":42}"));
                await(dev, () -> objects(store) >= 42);
                int before = objects(store);
                await(dev, () -> objects(store) > before);
                assertThat(get(fleet + "/bill")).containsPattern("\"put\":\\{[^}]*\"done\":[1-9]");
                assertThat(said()).contains("LocalStack answers at " + store);

                Path source = sources.resolve("src/main/java/io/flotilla/service/dev/DevDatabases.java");
                Files.writeString(source, Files.readString(source).replace("DATABASES = 42", "DATABASES = 43"));
                await(dev, () -> get(fleet).contains("\"states\":{\"active\":43}"));
            } finally {
                List<ProcessHandle> all = Stream.concat(dev.descendants(), Stream.of(dev.toHandle()))
                        .toList();
                all.forEach(ProcessHandle::destroy);
                all.forEach(each -> each.onExit()
                        .orTimeout(PATIENCE_MINUTES, TimeUnit.MINUTES)
                        .join());
            }
        }
    }

    private Process start(Path maven, Path sources, String store, int port) throws IOException {
        var builder = new ProcessBuilder(
                        maven.toString(),
                        "-B",
                        "-pl",
                        "src",
                        "-am",
                        "quarkus:dev",
                        "-Dquarkus.console.enabled=false",
                        "-Dspotless.check.skip=true")
                .directory(sources.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("dev.log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("FLOTILLA_DEV_LOCALSTACK", store);
        builder.environment().put("QUARKUS_HTTP_PORT", String.valueOf(port));
        return builder.start();
    }

    private static Path maven() throws IOException, InterruptedException {
        Optional<Path> found = Optional.ofNullable(System.getProperty("flotilla.maven"))
                .map(Path::of)
                .or(() -> Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(place -> Path.of(place, "mvn"))
                        .filter(Files::isExecutable)
                        .findFirst());
        Assumptions.assumeTrue(
                found.isPresent() && isNewEnough(found.orElseThrow()),
                "There is no Maven 3.9: " + "-Dflotilla.maven=FILE names it, see docs/s3.md");
        return found.orElseThrow();
    }

    private static boolean isNewEnough(Path maven) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(maven.toString(), "-B", "-v").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process asked = builder.start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        Matcher version = VERSION.matcher(answer);
        return version.find() && (Integer.parseInt(version.group(1)) > 3 || Integer.parseInt(version.group(2)) >= 9);
    }

    /// The build around this test goes on with its own directories.
    private static Path copy(Path to) throws IOException {
        Path from = Path.of(System.getProperty("flotilla.build", "target"))
                .toAbsolutePath()
                .getParent();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                boolean isPart = visited.equals(from)
                        || (PARTS.contains(from.relativize(visited).getName(0).toString())
                                && !visited.endsWith("target"));
                if (isPart) {
                    Files.createDirectories(to.resolve(from.relativize(visited)));
                }
                return isPart ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                if (PARTS.contains(relative.getName(0).toString())) {
                    Files.copy(file, to.resolve(relative));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return to;
    }

    private int objects(String store) throws IOException, InterruptedException {
        Matcher count = OBJECTS.matcher(get(store + "/flotilla?list-type=2"));
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    private String get(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(Duration.ofMinutes(1))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @FunctionalInterface
    private interface Question {
        boolean ask() throws IOException, InterruptedException;
    }

    private void await(Process dev, Question question) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
        while (!answer(question)) {
            assertThat(System.nanoTime())
                    .as("patience; dev mode said:%n%s", said())
                    .isLessThan(end);
            assertThat(dev.waitFor(1, TimeUnit.SECONDS))
                    .as("dev mode ended:%n%s", said())
                    .isFalse();
        }
    }

    private static boolean answer(Question question) throws InterruptedException {
        try {
            return question.ask();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String said() throws IOException {
        List<String> lines = Files.readAllLines(directory.resolve("dev.log"));
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
