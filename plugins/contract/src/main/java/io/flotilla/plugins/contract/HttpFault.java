package io.flotilla.plugins.contract;

/// What goes wrong between a client and the HTTP server behind a [FaultyProxy].
public sealed interface HttpFault {

    /// The server is not asked; this is answered.
    record Answers(int status, String headers, String body) implements HttpFault {

        public Answers {
            if (!headers.isEmpty() && !headers.endsWith("\r\n")) {
                throw new IllegalArgumentException("Each header ends with CR LF: " + headers);
            }
        }
    }

    /// The server is not asked, and nobody ever answers.
    record Silent() implements HttpFault {}

    /// The server gets the head of the request and so many bytes of its body; then both connections are reset.
    record CutsRequest(int bytes) implements HttpFault {}

    /// The server does what it is asked for; its answer is lost and the connection reset.
    record LosesAnswer() implements HttpFault {}

    /// The answer's head and so many bytes of its body arrive, then the connection is reset.
    record CutsAnswer(int bytes) implements HttpFault {}

    /// The answer's head and so many bytes of its body arrive, then the connection is closed as if all were well.
    record EndsAnswer(int bytes) implements HttpFault {}

    /// The answer's head and so many bytes of its body arrive, then nothing any more.
    record StallsAnswer(int bytes) implements HttpFault {}

    /// The lowest bit of this byte of the request's body is another one when it arrives.
    record FlipsRequestBit(int at) implements HttpFault {}

    /// The lowest bit of this byte of the answer's body is another one when it arrives.
    record FlipsAnswerBit(int at) implements HttpFault {}

    /// The answer announces so many bytes more than it has, or fewer where negative.
    record MisstatesLength(int more) implements HttpFault {}

    /// The request waits for what the test gives: a signal, or a look at what is there.
    record Waits(Runnable hook) implements HttpFault {}

    /// An answer with an error of S3's kind.
    static HttpFault s3Error(int status, String code) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                + "</Code><Message>As ordered.</Message></Error>";
        return xml(status, body);
    }

    /// An answer with this text.
    static HttpFault xml(int status, String body) {
        return new Answers(status, "Content-Type: application/xml\r\n", body);
    }
}
