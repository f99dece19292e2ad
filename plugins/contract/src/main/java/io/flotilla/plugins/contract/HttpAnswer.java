package io.flotilla.plugins.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// An answer of a server, as the bytes of its head and of its body. Immutable.
final class HttpAnswer {

    private final byte[] head;
    private final byte[] body;

    private HttpAnswer(byte[] head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /// All that a server has sent before it closed the connection.
    static HttpAnswer split(byte[] bytes) throws IOException {
        String head = HttpRequest.readHead(new ByteArrayInputStream(bytes)) + "\r\n";
        return new HttpAnswer(head.getBytes(ISO_8859_1), Arrays.copyOfRange(bytes, head.length(), bytes.length));
    }

    static HttpAnswer of(HttpFault.Answers answers) {
        byte[] body = answers.body().getBytes(UTF_8);
        String head = "HTTP/1.1 " + answers.status() + " As ordered\r\n" + answers.headers() + "Content-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        return new HttpAnswer(head.getBytes(ISO_8859_1), body);
    }

    /// The same head, and no more than so many bytes of the body.
    HttpAnswer first(int bytes) {
        return new HttpAnswer(head, Arrays.copyOf(body, Math.min(bytes, body.length)));
    }

    /// With another lowest bit in this byte of the body.
    HttpAnswer flipped(int at) {
        byte[] other = body.clone();
        other[at] ^= 1;
        return new HttpAnswer(head, other);
    }

    /// With a head that announces so many bytes more.
    HttpAnswer misstated(int more) {
        String other = new String(head, ISO_8859_1)
                .replaceFirst("(?i)(Content-Length: *)" + body.length, "$1" + (body.length + more));
        return new HttpAnswer(other.getBytes(ISO_8859_1), body);
    }

    void write(OutputStream out) throws IOException {
        out.write(head);
        out.write(body);
    }
}
