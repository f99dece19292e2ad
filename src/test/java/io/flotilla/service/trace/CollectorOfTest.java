package io.flotilla.service.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A collector on this machine that speaks OpenTelemetry's protocol over HTTP, and keeps what it gets.
final class CollectorOfTest implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Sent> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();

    /// Of one request.
    ///
    /// @param authorization the header of that name
    record Sent(String path, String authorization, ResourceSpans spans) {}

    /// What it answers.
    enum Answer {
        TAKES,
        REFUSES,
        HANGS
    }

    CollectorOfTest(Answer answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, answer));
        server.start();
    }

    private void answer(HttpExchange exchange, Answer answer) throws IOException {
        requests.incrementAndGet();
        byte[] body = exchange.getRequestBody().readAllBytes();
        // In chunks, of which there are none: without content the JDK's server may close before its answer is out.
        switch (answer) {
            case TAKES -> {
                String path = exchange.getRequestURI().getPath();
                String authorization =
                        String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
                ExportTraceServiceRequest.parseFrom(body)
                        .getResourceSpansList()
                        .forEach(spans -> received.add(new Sent(path, authorization, spans)));
                exchange.sendResponseHeaders(200, 0);
            }
            case REFUSES -> exchange.sendResponseHeaders(503, 0);
            case HANGS -> hang();
        }
        exchange.close();
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Its address, for a variable of the program.
    String variable() {
        return "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:"
                + server.getAddress().getPort();
    }

    /// How often it was asked.
    int requests() {
        return requests.get();
    }

    List<Sent> received() {
        return List.copyOf(received);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
