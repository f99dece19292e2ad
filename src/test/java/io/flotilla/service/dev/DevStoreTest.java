package io.flotilla.service.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevStoreTest {

    private static final Path DIRECTORY = Path.of("/somewhere/replica");

    @Test
    void takesWhatDevServicesStarted() {
        DevStore.Found found =
                new DevStore(Optional.of("http://127.0.0.1:32768"), "http://127.0.0.1:1").find("one", DIRECTORY);

        assertThat(found.target().toString()).startsWith("s3://flotilla/one");
        assertThat(found.how()).contains("Dev Services", "http://127.0.0.1:32768");
    }

    @Test
    void makesTheBucketInALocalStackThatRuns() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/flotilla", exchange -> {
            // In chunks, of which there are none: without content the JDK's server may close before its answer is out.
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("PUT") ? 200 : 405, 0);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();

            DevStore.Found found = new DevStore(Optional.empty(), address).find("one", DIRECTORY);

            assertThat(found.target().toString()).startsWith("s3://flotilla/one");
            assertThat(found.how()).contains("LocalStack", address);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesADirectoryWhereThereIsNoStoreAndSaysTheWayOut() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        DevStore.Found found = new DevStore(Optional.empty(), "http://127.0.0.1:" + closed).find("one", DIRECTORY);

        assertThat(found.target().toString()).isEqualTo("file:///somewhere/replica");
        assertThat(found.how()).contains("Docker", "./flotilla localstack", "127.0.0.1:" + closed);
    }
}
