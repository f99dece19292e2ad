package io.flotilla.signal;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A real HTTP server on this machine that takes heartbeats and messages.
final class Receiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private volatile int code = 200;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String secret = String.valueOf(exchange.getRequestHeaders().getFirst("X-Secret"));
            taken.add(new Taken(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), secret, body));
            if (code == 302) {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
            }
            // In chunks, of which there are none: without content the JDK's server may close before its answer is out.
            exchange.sendResponseHeaders(code, 0);
            exchange.close();
        });
        server.start();
    }

    /// What came.
    record Taken(String method, String path, String secret, String body) {}

    Address address(String path) {
        return Address.of("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    void answer(int other) {
        code = other;
    }

    List<Taken> taken() {
        return taken;
    }

    List<String> messages() {
        return taken.stream()
                .filter(each -> each.method().equals("POST"))
                .map(Taken::body)
                .toList();
    }

    long beats() {
        return taken.stream().filter(each -> each.method().equals("GET")).count();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
