package io.flotilla.plugins.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The head of a request that came to a [FaultyProxy].
///
/// @param method in capitals
/// @param target the path and the query, as sent
/// @param headers one a line, as sent
public record HttpRequest(String method, String target, List<String> headers) {

    private static final int MOST_HEAD_BYTES = 64 * 1024;

    public HttpRequest {
        headers = List.copyOf(headers);
    }

    /// The value of a header, the first of them.
    public Optional<String> header(String name) {
        String start = name + ":";
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
                .findFirst()
                .map(line -> line.substring(start.length()).strip());
    }

    /// Reads one; empty where the client has closed the connection.
    static Optional<HttpRequest> read(InputStream in) throws IOException {
        String head = readHead(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = head.lines().toList();
        String[] first = lines.getFirst().split(" ", -1);
        if (first.length != 3) {
            throw new IOException("Not a request: " + lines.getFirst());
        }
        return Optional.of(new HttpRequest(first[0], first[1], lines.subList(1, lines.size())));
    }

    /// The lines up to the empty one, without it.
    static String readHead(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 && head.size() == 0) {
                return "";
            }
            if (next < 0 || head.size() == MOST_HEAD_BYTES) {
                throw new EOFException("A head without an end");
            }
            head.write(next);
            text = next == '\n' ? head.toString(ISO_8859_1) : "";
        }
        return text.substring(0, text.length() - 2);
    }

    int contentLength() {
        return header("Content-Length").map(Integer::parseInt).orElse(0);
    }

    /// As it goes on to the server, which closes its connection after the answer.
    byte[] forwarded() {
        var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.stream()
                .filter(line -> !line.regionMatches(true, 0, "Connection:", 0, 11)
                        && !line.regionMatches(true, 0, "Expect:", 0, 7))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.append("Connection: close\r\n\r\n").toString().getBytes(ISO_8859_1);
    }
}
