package io.flotilla.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.QuarkusUnitTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An application whose configuration names a receiver for its heartbeat.
class HeartbeatTest {

    private static final Path DIRECTORY = temporary();

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .overrideConfigKey("flotilla.roots", DIRECTORY.resolve("source").toString())
            .overrideConfigKey("flotilla.target", DIRECTORY.resolve("target").toString())
            .overrideConfigKey("flotilla.state", DIRECTORY.resolve("state").toString())
            .overrideConfigKey("flotilla.heartbeat.interval", "1s")
            .overrideConfigKey("flotilla.heartbeat.url", "http://127.0.0.1:" + freePort() + "/beat");

    @ConfigProperty(name = "flotilla.heartbeat.url")
    String url;

    @Test
    void isHeard() throws Exception {
        var twice = new CountDownLatch(2);
        int port = Integer.parseInt(url.replaceAll(".*:([0-9]+)/.*", "$1"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/beat", exchange -> {
            // In chunks, of which there are none: without content the JDK's server may close before its answer is out.
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
            twice.countDown();
        });
        server.start();
        try {
            assertThat(twice.await(2, TimeUnit.MINUTES)).as("two heartbeats").isTrue();
        } finally {
            server.stop(0);
        }
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("flotilla-heartbeat");
            Files.createDirectories(directory.resolve("source"));
            return directory.toRealPath();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A port that is free now: who tests learns of it by the configuration, for the class is loaded twice.
    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
