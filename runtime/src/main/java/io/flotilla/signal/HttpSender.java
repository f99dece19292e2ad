package io.flotilla.signal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/// Sends by the JDK's oldest client, a connection for each request.
///
/// That one takes 3 MB and no thread where the newer one takes 35 MB and two, for a request in some minutes. It has no
/// limit for a whole exchange, and a receiver that answers a byte at a time would hold it for ever: so the exchange has
/// a thread of its own, and is cut off. Safe for use by several threads.
final class HttpSender implements Sender {

    private final Executor threads;
    private final Duration patience;

    /// @param threads each exchange takes one
    /// @param patience how long a whole exchange may take
    HttpSender(Executor threads, Duration patience) {
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    public void send(Letter letter) throws IOException, InterruptedException {
        HttpURLConnection connection = open(letter);
        var code = new CompletableFuture<Integer>();
        threads.execute(() -> {
            try {
                code.complete(exchange(connection, letter, code::isCancelled));
            } catch (IOException | RuntimeException failure) {
                code.completeExceptionally(failure);
            }
        });
        try {
            check(letter, code.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            code.cancel(false); // whoever connects after that sees it, and disconnects by himself
            throw new SocketTimeoutException(
                    letter.address() + " took longer than " + patience.toSeconds() + " s to answer");
        } catch (ExecutionException failed) {
            throw failure(letter, failed);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(Letter letter) throws IOException {
        var connection = (HttpURLConnection) letter.address().uri().toURL().openConnection();
        int milliseconds = Math.toIntExact(patience.toMillis());
        connection.setConnectTimeout(milliseconds);
        connection.setReadTimeout(milliseconds);
        connection.setUseCaches(false);
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("User-Agent", "flotilla");
        letter.headers().forEach(connection::setRequestProperty);
        // A secret goes to nobody else, and a message to nobody twice.
        connection.setInstanceFollowRedirects(letter.json().isEmpty());
        return connection;
    }

    /// @param isCutOff asked when there is something to cut off: before that, the other side's cut did nothing
    private static int exchange(HttpURLConnection connection, Letter letter, BooleanSupplier isCutOff)
            throws IOException {
        byte[] body = letter.json().orElse("").getBytes(StandardCharsets.UTF_8);
        if (letter.json().isPresent()) {
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setFixedLengthStreamingMode(body.length);
        }
        connection.connect();
        if (isCutOff.getAsBoolean()) {
            connection.disconnect();
            throw new SocketTimeoutException("connected too late");
        }
        if (letter.json().isPresent()) {
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        return connection.getResponseCode();
    }

    private static void check(Letter letter, int code) throws IOException {
        if (code < 200 || code > 299) {
            throw new IOException(letter.address() + " answered " + code);
        }
    }

    /// The JDK's own texts hold the whole address now and then.
    private static IOException failure(Letter letter, ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        String text = String.valueOf(cause.getMessage())
                .replace(letter.address().uri().toString(), letter.address().toString());
        return new IOException(
                letter.address() + " cannot be reached: " + cause.getClass().getSimpleName() + ", " + text, cause);
    }
}
