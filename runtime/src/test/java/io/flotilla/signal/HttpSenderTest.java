package io.flotilla.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.fleet.FreeThreads;
import io.flotilla.signal.Sender.Letter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Receivers that answer in their own way, and addresses that are none.
@Timeout(60)
class HttpSenderTest {

    /// As patient as a machine can be slow.
    private final HttpSender sender = sender(Duration.ofSeconds(30));

    @Test
    void isTakenByAnyAnswerOfSuccess() throws Exception {
        try (var receiver = new Receiver()) {
            receiver.answer(202);
            sender.send(message(receiver.address("/a?b=c")));
            sender.send(new Letter(receiver.address("/beat"), Map.of(), Optional.empty()));

            assertThat(receiver.taken().getFirst().body()).isEqualTo("{\"grüße\":1}");
            assertThat(receiver.taken().getFirst().path()).isEqualTo("/a?b=c");
            assertThat(receiver.beats()).isOne();
        }
    }

    @Test
    void aMessageFollowsNoRedirection() throws Exception {
        try (var receiver = new Receiver()) {
            receiver.answer(302);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> sender.send(message(receiver.address("/secret"))))
                    .withMessageEndingWith(" answered 302")
                    .withMessageNotContaining("secret");
            assertThat(receiver.taken()).hasSize(1);
        }
    }

    @Test
    void nobodyThereIsSaidWithoutTheSecretOfTheAddress() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> sender.send(message(Address.of("http://127.0.0.1:" + port + "/secret"))))
                .withMessageContaining("http://127.0.0.1:" + port + " cannot be reached")
                .withMessageNotContaining("secret");
    }

    @Test
    void aReceiverThatSaysNothingIsLeft() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> sender(Duration.ofMillis(500))
                            .send(message(Address.of("http://127.0.0.1:" + silent.getLocalPort()))));
        }
    }

    /// Each byte is in time, and all of them never are.
    @Test
    void aReceiverThatAnswersAByteAtATimeIsLeftAndItsThreadIsFree() throws Exception {
        var ended = new CountDownLatch(1);
        var pause = new CountDownLatch(1);
        var cut = new AtomicReference<Throwable>();
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            new FreeThreads().execute(() -> {
                try (Socket connection = slow.accept();
                        OutputStream out = connection.getOutputStream()) {
                    out.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write('x');
                        out.flush();
                        pause.await(50, TimeUnit.MILLISECONDS);
                    }
                } catch (IOException | InterruptedException closed) {
                    cut.set(closed);
                    ended.countDown();
                }
            });
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> sender(Duration.ofSeconds(5))
                            .send(message(Address.of("http://127.0.0.1:" + slow.getLocalPort()))));
            ended.await();
            assertThat(cut.get()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hc.example.com/ping/42",
                "http://localhost:80/x",
                "http://127.0.0.1/x",
                "http://[::1]:8080/x",
                "HTTPS://example.com"
            })
    void takesWhatNobodyElseReads(String url) {
        assertThatCode(() -> Address.of(url)).doesNotThrowAnyException();
        assertThat(Address.of(url).toString()).doesNotContain("42", "/x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/x",
                "http://127.0.0.1.example.com/x",
                "http://10.0.0.1/x",
                "ftp://example.com/x",
                "https:///x",
                "https://me:secret@example.com/",
                "example.com/x",
                "file:///etc/passwd",
                "https://exa mple.com",
                ""
            })
    void refusesWhatOthersReadOrWhatIsNoAddress(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Address.of(url)).withMessageNotContaining("secret");
    }

    @Test
    void sendsInTheClearWhereThatIsAllowed() {
        assertThat(Address.unencrypted("http://example.com/x").isReadable()).isTrue();
    }

    @Test
    void aHeaderIsOneLineAndNoneOfTheRequestItself() {
        assertThat(new SignalSettings.Header("Authorization", "Bearer abc").toString())
                .doesNotContain("abc");
        for (String name : new String[] {"Host", "content-length", "A B", ""}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new SignalSettings.Header(name, "x"));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SignalSettings.Header("X", "secret\r\nHost: y"))
                .withMessageNotContaining("secret");
    }

    private static HttpSender sender(Duration patience) {
        return new HttpSender(new FreeThreads(), patience);
    }

    private static Letter message(Address address) {
        return new Letter(address, Map.of(), Optional.of("{\"grüße\":1}"));
    }
}
