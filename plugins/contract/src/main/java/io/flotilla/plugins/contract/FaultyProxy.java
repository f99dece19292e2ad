package io.flotilla.plugins.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Stands on loopback in front of an HTTP server on loopback, with faults and a count of how often each struck.
///
/// Each request gets a connection of its own, and its body is in memory. Without faults the server answers as ever.
/// Safe for use by several threads.
public final class FaultyProxy implements AutoCloseable {

    private static final int READING_MILLIS = 100;

    private final int server;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<HttpRequest> seen = new CopyOnWriteArrayList<>();
    private final Map<HttpFault, AtomicLong> fired = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private FaultyProxy(int server, ServerSocket listening) {
        this.server = server;
        this.listening = listening;
    }

    /// Starts one in front of the server at this port of loopback.
    public static FaultyProxy before(int server) throws IOException {
        var proxy = new FaultyProxy(server, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    /// Where it listens.
    public int port() {
        return listening.getLocalPort();
    }

    /// From the next request on: the fault strikes those that fit. The first one that fits counts. Gives the fault.
    public <F extends HttpFault> F add(Predicate<HttpRequest> requests, F fault) {
        rules.add(new Rule(requests, fault));
        return fault;
    }

    /// Takes all faults away. The counts stay.
    public void heal() {
        rules.clear();
    }

    /// How often this fault struck.
    public long fired(HttpFault fault) {
        return Optional.ofNullable(fired.get(fault)).map(AtomicLong::get).orElse(0L);
    }

    /// The requests so far, in the order in which they came.
    public List<HttpRequest> requests() {
        return List.copyOf(seen);
    }

    /// Any request of this method.
    public static Predicate<HttpRequest> each(String method) {
        return request -> request.method().equals(method);
    }

    /// The first so many that fit.
    public static Predicate<HttpRequest> first(int times, Predicate<HttpRequest> requests) {
        var left = new AtomicLong(times);
        return request -> requests.test(request) && left.getAndDecrement() > 0;
    }

    /// Each that fits with this probability.
    public static Predicate<HttpRequest> some(double probability, long seed, Predicate<HttpRequest> requests) {
        var random = new Random(seed);
        return request -> {
            synchronized (random) {
                return requests.test(request) && random.nextDouble() < probability;
            }
        };
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.close();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            Optional<HttpRequest> request = HttpRequest.read(client.getInputStream());
            if (request.isPresent()) {
                seen.add(request.get());
                serve(client, request.get());
            }
        } catch (IOException gone) {
            // The client or the server has closed the connection, which is what it will see.
        } finally {
            open.remove(client);
        }
    }

    private void serve(Socket client, HttpRequest request) throws IOException {
        if (request.header("Expect").isPresent()) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        Optional<HttpFault> fault = rules.stream()
                .filter(rule -> rule.requests().test(request))
                .findFirst()
                .map(Rule::fault);
        if (fault.isEmpty()) {
            answer(client, HttpAnswer.split(ask(request, body(client, request))));
            return;
        }
        fired.computeIfAbsent(fault.get(), first -> new AtomicLong()).incrementAndGet();
        strike(client, request, fault.get());
    }

    private void strike(Socket client, HttpRequest request, HttpFault fault) throws IOException {
        switch (fault) {
            case HttpFault.Answers answers -> {
                body(client, request);
                answer(client, HttpAnswer.of(answers));
            }
            case HttpFault.Silent() -> awaitClose();
            case HttpFault.CutsRequest(int bytes) -> {
                byte[] part = client.getInputStream().readNBytes(Math.min(bytes, request.contentLength()));
                try (Socket upstream = upstream()) {
                    send(upstream, request, part);
                    reset(upstream);
                }
                reset(client);
            }
            case HttpFault.LosesAnswer() -> {
                ask(request, body(client, request));
                reset(client);
            }
            case HttpFault.CutsAnswer(int bytes) -> {
                answer(
                        client,
                        HttpAnswer.split(ask(request, body(client, request))).first(bytes));
                awaitRead(client);
                reset(client);
            }
            case HttpFault.EndsAnswer(int bytes) ->
                answer(
                        client,
                        HttpAnswer.split(ask(request, body(client, request))).first(bytes));
            case HttpFault.StallsAnswer(int bytes) -> {
                answer(
                        client,
                        HttpAnswer.split(ask(request, body(client, request))).first(bytes));
                awaitClose();
            }
            case HttpFault.FlipsRequestBit(int at) -> {
                byte[] body = body(client, request);
                body[at] ^= 1;
                answer(client, HttpAnswer.split(ask(request, body)));
            }
            case HttpFault.FlipsAnswerBit(int at) ->
                answer(
                        client,
                        HttpAnswer.split(ask(request, body(client, request))).flipped(at));
            case HttpFault.MisstatesLength(int more) ->
                answer(
                        client,
                        HttpAnswer.split(ask(request, body(client, request))).misstated(more));
            case HttpFault.Waits(Runnable hook) -> {
                hook.run();
                answer(client, HttpAnswer.split(ask(request, body(client, request))));
            }
        }
    }

    private static byte[] body(Socket client, HttpRequest request) throws IOException {
        return client.getInputStream().readNBytes(request.contentLength());
    }

    private byte[] ask(HttpRequest request, byte[] body) throws IOException {
        try (Socket upstream = upstream()) {
            send(upstream, request, body);
            return upstream.getInputStream().readAllBytes();
        }
    }

    private Socket upstream() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server);
    }

    private static void send(Socket upstream, HttpRequest request, byte[] body) throws IOException {
        OutputStream out = upstream.getOutputStream();
        out.write(request.forwarded());
        out.write(body);
        out.flush();
    }

    private static void answer(Socket client, HttpAnswer answer) throws IOException {
        OutputStream out = client.getOutputStream();
        answer.write(out);
        out.flush();
    }

    /// A reset throws away what the client has not read yet, so the client gets a moment for it.
    private static void awaitRead(Socket client) throws IOException {
        client.setSoTimeout(READING_MILLIS);
        try {
            client.getInputStream().read();
        } catch (SocketTimeoutException waits) {
            // The client waits for the rest.
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void awaitClose() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private record Rule(Predicate<HttpRequest> requests, HttpFault fault) {}
}
