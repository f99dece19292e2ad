package io.flotilla.service.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.service.packaged.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A program that serves, and whoever asks it over HTTP.
final class ServiceClient implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Program program;
    private final Path tokens;
    private final int port;
    private final Process process;

    private ServiceClient(Program program, Path tokens, int port, Process process) {
        this.program = program;
        this.tokens = tokens;
        this.port = port;
        this.process = process;
    }

    /// Starts `flotilla replicate` with these arguments and `--listen`, and waits until it is ready and shows
    /// its fleets.
    ///
    /// @param tokens the directory in which it has its tokens
    static ServiceClient start(Program program, Path tokens, String... arguments) throws Exception {
        int port = freePort();
        String[] all = Stream.of(
                        Stream.of("replicate"), Stream.of(arguments), Stream.of("--listen", "127.0.0.1:" + port))
                .flatMap(words -> words)
                .toArray(String[]::new);
        var client = new ServiceClient(program, tokens, port, program.start(all));
        client.awaitBody("/health/ready", "\"UP\"");
        client.awaitAnswer("/v1/fleet", answer -> answer.statusCode() == 200);
        client.awaitBody("/metrics", "flotilla_target_up");
        return client;
    }

    int port() {
        return port;
    }

    HttpResponse<String> ask(String method, String path, String role, String body) throws Exception {
        return send(request(method, path, role, body));
    }

    /// What a GET answers, which has to be a good one.
    String read(String path) throws Exception {
        HttpResponse<String> answer = ask("GET", path, "read", "");
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String method, String path, String role, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!role.isEmpty()) {
            request.header("Authorization", "Bearer " + token(role));
        }
        return request;
    }

    String token(String role) throws IOException {
        return Files.readAllLines(tokens.resolve(Tokens.FILE)).stream()
                .filter(line -> line.startsWith(role + " "))
                .findFirst()
                .orElseThrow()
                .substring(role.length() + 1);
    }

    /// Asks until the answer has this in it.
    void awaitBody(String path, String wanted) throws Exception {
        awaitAnswer(path, answer -> answer.body().contains(wanted));
    }

    /// Asks until everything that was noticed in a database is on the target.
    void awaitProtected(String database) throws Exception {
        awaitAnswer(
                database, answer -> answer.statusCode() == 200 && !answer.body().contains("unprotectedSince"));
    }

    private void awaitAnswer(String path, Predicate<HttpResponse<String>> wanted) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        String said = "";
        while (true) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(path + " said " + said + "\n" + program.said())
                    .isTrue();
            try {
                HttpResponse<String> answer = ask("GET", path, path.startsWith("/health/ready") ? "" : "read", "");
                if (wanted.test(answer)) {
                    return;
                }
                said = answer.body();
            } catch (IOException notYet) {
                said = "nothing: " + notYet;
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    /// Tells it to end, and gives its exit code.
    int end() throws InterruptedException {
        terminate();
        return awaitEnd();
    }

    /// Tells it to end.
    void terminate() {
        process.destroy();
    }

    /// Its exit code, when it ends by itself.
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(1, TimeUnit.MINUTES).join();
        client.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
