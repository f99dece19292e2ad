package io.flotilla.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Asks a control socket, Flotilla's or Litestream's: HTTP 1.0, in which an answer ends with its connection. For use by
/// one thread.
///
/// @param seconds how long the other side may take; this one waits a little longer, so that it hears why
record ControlClient(Path socket, int seconds) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final String TRY = "'socket: {enabled: true}' in the configuration of the process that replicates, "
            + "and -socket PATH where it has 'socket.path'";

    /// Asks for something to be done.
    ///
    /// @param what for example `sync`: also the address
    /// @throws CommandFailure where it is not done; the text says why
    JsonNode post(String what, Map<String, Object> body) throws IOException {
        byte[] json = Json.of(body).getBytes(UTF_8);
        String head = "POST /" + what + " HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + json.length + "\r\n\r\n";
        var request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(UTF_8));
        request.writeBytes(json);
        return read(what, ask(request.toByteArray()));
    }

    /// Asks for something to look at.
    JsonNode get(String what) throws IOException {
        return read(what, ask(("GET /" + what + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(UTF_8)));
    }

    private static JsonNode read(String what, String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (!answer.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*") || end < 0) {
            throw new CommandFailure(what + " failed: the answer is no HTTP, or was cut off", "");
        }
        String body = answer.substring(end + 4);
        boolean isDone = answer.startsWith("200", "HTTP/1.x ".length());
        try {
            JsonNode json = MAPPER.readTree(body);
            if (isDone && json.isObject()) {
                return json;
            }
            throw new CommandFailure(
                    what + " failed: " + json.path("error").asText(body),
                    json.path("details").asText(""));
        } catch (JsonProcessingException malformed) {
            throw new CommandFailure(what + " failed: " + (isDone ? "the answer was cut off" : body), "", malformed);
        }
    }

    private String ask(byte[] request) throws IOException {
        try (SocketChannel channel = connect();
                Selector selector = Selector.open()) {
            long end =
                    System.nanoTime() + Duration.ofSeconds(seconds).plus(GRACE).toNanos();
            var _ = channel.register(selector, SelectionKey.OP_WRITE);
            var unsent = ByteBuffer.wrap(request);
            while (unsent.hasRemaining()) {
                await(selector, end);
                var _ = channel.write(unsent);
            }
            var _ = channel.register(selector, SelectionKey.OP_READ);
            var answer = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(16 * 1024);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
                await(selector, end);
            }
            return answer.toString(UTF_8);
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean isConnected = false;
        try {
            channel.configureBlocking(false);
            isConnected = channel.connect(UnixDomainSocketAddress.of(socket));
            if (!isConnected) {
                throw new IOException("it is busy");
            }
            return channel;
        } catch (IOException failure) {
            String why = Files.exists(socket) ? FailureText.message(failure) : "there is none";
            throw new CommandFailure("failed to connect to control socket " + socket + ": " + why, TRY, failure);
        } finally {
            if (!isConnected) {
                channel.close();
            }
        }
    }

    private void await(Selector selector, long end) throws IOException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new CommandFailure(
                    "no answer from control socket " + socket + " within " + seconds + " s", "a longer -timeout");
        }
        selector.selectedKeys().clear();
    }
}
