package io.flotilla.service.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A process of Flotilla that replicates, seen from outside: by its API, and by what the system says of it. Used
/// by one thread.
final class WatchedProgram implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int ENDING_MINUTES = 5;

    private final Program program;
    private final Process process;
    private final String address;
    private final Path tokens;
    private final HttpClient http = HttpClient.newHttpClient();

    private WatchedProgram(Program program, Process process, String address, Path tokens) {
        this.program = program;
        this.process = process;
        this.address = address;
        this.tokens = tokens;
    }

    static WatchedProgram start(Program program, Path source, String target, Path state) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = program.start(
                "replicate", source.toString(), target, "--state", state.toString(), "--listen", "127.0.0.1:" + port);
        return new WatchedProgram(program, process, "http://127.0.0.1:" + port, state.resolve("api-tokens"));
    }

    /// What was seen at a moment.
    ///
    /// @param oldestSeconds how long the oldest write waits that the target has not confirmed
    /// @param requests that were sent since the start, as the program counts them: those that were refused too
    /// @param uploads since the start
    record Look(
            Instant at,
            long residentMegabytes,
            int active,
            int unprotected,
            double oldestSeconds,
            boolean targetAnswers,
            long requests,
            long uploads) {

        /// A database that was found and not looked at yet is not among the unprotected ones: uploads say more.
        boolean isAllThere(int databases) {
            return active == databases && unprotected == 0 && uploads >= databases;
        }

        /// What happened since another one, in words.
        String since(Look before) {
            double seconds = Duration.between(before.at, at).toMillis() / 1000.0;
            return String.format(
                    Locale.ROOT,
                    "%.1f requests a second, %.1f of them uploads; RSS %d MB; %d unprotected, the oldest for %.1f s",
                    (requests - before.requests) / seconds,
                    (uploads - before.uploads) / seconds,
                    residentMegabytes,
                    unprotected,
                    oldestSeconds);
        }
    }

    Look look() throws IOException, InterruptedException {
        Instant at = Instant.now();
        JsonNode fleet = get("/v1/fleet");
        JsonNode asked = get("/v1/fleet/bill").path("all");
        long requests = 0;
        for (JsonNode results : asked.path("requests")) {
            for (JsonNode count : results) {
                requests += count.asLong();
            }
        }
        return new Look(
                at,
                resident(),
                fleet.path("states").path("active").asInt(),
                fleet.path("unprotected").asInt(),
                fleet.path("oldestUnprotectedSeconds").asDouble(),
                fleet.path("targetAnswers").asBoolean(),
                requests,
                asked.path("files").asLong());
    }

    private long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IOException("The system does not say how much memory it has");
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        String token = Files.readAllLines(tokens).stream()
                .filter(line -> line.startsWith("read "))
                .findFirst()
                .orElseThrow()
                .substring("read ".length());
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofMinutes(1))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("HTTP " + answer.statusCode() + " from " + path + ": " + answer.body());
        }
        return MAPPER.readTree(answer.body());
    }

    /// Waits until it looks like this, and says how long that took.
    Duration await(Predicate<Look> wanted, Duration patience) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        while (!isSo(wanted)) {
            assertThat(Duration.between(begin, Instant.now())).as("patience").isLessThan(patience);
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                    .as("it ended and said:%n%s", program.said())
                    .isFalse();
        }
        return Duration.between(begin, Instant.now());
    }

    /// Waits until nothing is unprotected any more that was written before this moment, and says how long that took.
    Duration awaitAllBefore(Instant moment, Duration patience) throws IOException, InterruptedException {
        return await(
                look -> look.oldestSeconds()
                        < Duration.between(moment, look.at()).toMillis() / 1000.0,
                patience);
    }

    private boolean isSo(Predicate<Look> wanted) throws InterruptedException {
        try {
            return wanted.test(look());
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Lets it do its last sync, and gives its exit code.
    int end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(ENDING_MINUTES, TimeUnit.MINUTES))
                .as("it ended")
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
