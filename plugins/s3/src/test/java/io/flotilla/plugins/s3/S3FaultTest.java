package io.flotilla.plugins.s3;

import static io.flotilla.plugins.contract.FaultyProxy.each;
import static io.flotilla.plugins.contract.FaultyProxy.first;
import static io.flotilla.plugins.s3.Eventually.assertAtLeast;
import static io.flotilla.plugins.s3.Eventually.assertAtMost;
import static io.flotilla.plugins.s3.Objects.assertStored;
import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.list;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flotilla.plugins.contract.FaultyProxy;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What goes wrong between a target and its store: each fault is made by a proxy in front of a real server, and has
/// struck.
final class S3FaultTest {

    private static final byte[] CONTENT = random(50_000);

    @RegisterExtension
    private static final StoreUnderTest store = StoreUnderTest.belowPrefix();

    @Tag("S-1")
    @ParameterizedTest
    @CsvSource({"500, InternalError", "502, ''", "503, SlowDown", "503, ServiceUnavailable", "429, TooManyRequests"})
    void anErrorOfTheStoreOrItsThrottlingIsWaitedOut(int status, String code) throws IOException {
        var fault = store.proxy().add(request -> true, HttpFault.s3Error(status, code));

        assertThat(failure(put(store.target(), "a", CONTENT)))
                .isInstanceOf(TargetException.Unavailable.class)
                .hasMessageContaining("s3://" + store.bucket() + "/fleet: put a")
                .hasMessageContaining("HTTP " + status);
        assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(() -> read(store.target(), "a"));
        assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(() -> list(store.target()));
        assertThat(store.target().delete(List.of(ObjectKey.of("a"))))
                .singleElement()
                .isInstanceOfSatisfying(
                        DeleteResult.NotDeleted.class,
                        kept -> assertThat(kept.cause()).isInstanceOf(TargetException.Unavailable.class));
        assertThat(store.proxy().fired(fault)).isEqualTo(4);

        store.proxy().heal();
        assertStored(store.target(), "a", CONTENT);
    }

    @Tag("S-2")
    @Test
    void theClientTriesNothingTwiceAndIsThereAtOnceWhenTheStoreIsBack() {
        var fault = store.proxy().add(request -> true, HttpFault.s3Error(503, "SlowDown"));
        for (int attempt = 0; attempt < 1_000; attempt++) {
            assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.Unavailable.class);
        }
        assertThat(store.proxy().fired(fault)).isEqualTo(1_000);
        assertThat(store.proxy().requests()).hasSize(1_000);

        store.proxy().heal();
        assertStored(store.target(), "a", CONTENT);
    }

    @Tag("S-3")
    @Test
    void aStoreThatNeverAnswersIsGivenUpAndLeavesNoThread() throws IOException {
        try (ReplicaTarget hasty = store.another("request-timeout", "500ms")) {
            var fault = store.proxy().add(request -> true, new HttpFault.Silent());
            // More than the client has timers, so that the threads of both are there.
            assertGivenUp(hasty, 6);
            int threads = Thread.activeCount();

            assertGivenUp(hasty, 6);
            assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(() -> read(hasty, "a"));
            assertAtLeast(13, () -> store.proxy().fired(fault));
            assertThat(store.proxy().fired(fault)).isEqualTo(13);
            assertAtMost(threads, Thread::activeCount);
        }
    }

    private static void assertGivenUp(ReplicaTarget hasty, int times) {
        for (int attempt = 0; attempt < times; attempt++) {
            assertThat(failure(put(hasty, "a", CONTENT)))
                    .isInstanceOf(TargetException.Unavailable.class)
                    // The request's clock, or the connection's, whichever is first.
                    .hasMessageMatching(".*(500 ms|nobody answered in time).*");
        }
    }

    @Tag("S-3")
    @Test
    void aBatchOfPutsThatNobodyAnswersEndsTogether() throws IOException {
        try (ReplicaTarget hasty = store.another("request-timeout", "500ms")) {
            var fault = store.proxy().add(request -> true, new HttpFault.Silent());
            List<PutRequest> batch = IntStream.range(0, 40)
                    .mapToObj(i -> new PutRequest(ObjectKey.of("n/" + i), new BytesPayload(CONTENT), Objects.MOMENT))
                    .toList();

            assertThat(hasty.put(batch))
                    .hasSize(40)
                    .allSatisfy(result -> assertThat(failure(result)).isInstanceOf(TargetException.Unavailable.class));
            assertThat(store.proxy().fired(fault)).isPositive();
        }
    }

    @Tag("S-3")
    @ParameterizedTest
    @CsvSource({"1, 100", "3, 100", "2, 11000000"})
    void aCallerThatIsInterruptedDoesNotWaitForTheStore(int puts, int size) throws Exception {
        var fault = store.proxy().add(each("PUT"), new HttpFault.Silent());
        List<PutRequest> batch = IntStream.range(0, puts)
                .mapToObj(i -> new PutRequest(ObjectKey.of("n/" + i), new BytesPayload(random(size)), Objects.MOMENT))
                .toList();
        var results = new ArrayList<PutResult>();
        var stayed = new AtomicBoolean();
        Thread caller = Thread.ofPlatform().start(() -> {
            results.addAll(store.target().put(batch));
            stayed.set(Thread.currentThread().isInterrupted());
        });
        while (store.proxy().fired(fault) < puts) {
            Thread.onSpinWait();
        }

        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        assertThat(stayed).isTrue();
        assertThat(results)
                .hasSize(puts)
                .allSatisfy(result -> assertThat(failure(result)).isInstanceOf(TargetException.Unavailable.class));
    }

    @Tag("S-3")
    @Test
    void whoeverIsInterruptedDuringAListingOrAReadDoesNotWaitForTheStore() throws Exception {
        var fault = store.proxy().add(each("GET"), new HttpFault.Silent());
        var failures = new ConcurrentLinkedQueue<Throwable>();
        List<ThrowingCallable> requests = List.of(
                () -> store.target().list(ListRequest.below(ObjectKey.ROOT)),
                () -> store.target().open(ObjectKey.of("a"), ByteRange.ALL).close());
        for (ThrowingCallable request : requests) {
            long before = store.proxy().fired(fault);
            Thread caller = Thread.ofPlatform().start(() -> failures.add(catchThrowable(request)));
            while (store.proxy().fired(fault) == before) {
                Thread.onSpinWait();
            }
            caller.interrupt();
            assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
        }

        assertThat(failures).hasSize(2).allMatch(TargetException.Unavailable.class::isInstance);
    }

    @Tag("S-3")
    @Test
    void aStoreThatRefusesConnectionsIsAway() throws IOException {
        int closed;
        try (FaultyProxy gone = FaultyProxy.before(store.server().port())) {
            closed = gone.port();
        }
        try (ReplicaTarget away = Opened.target(store.bucket(), closed)) {
            assertThat(failure(put(away, "a", CONTENT)))
                    .isInstanceOf(TargetException.Unavailable.class)
                    .hasMessageContaining("cannot connect");
        }
    }

    @Tag("S-4")
    @ParameterizedTest
    @CsvSource({"0", "1", "25000", "49999"})
    void aConnectionThatBreaksDuringAnUploadStoresNothingHalf(int bytes) throws IOException {
        var fault = store.proxy().add(each("PUT"), new HttpFault.CutsRequest(bytes));

        assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
        assertThat(list(store.target())).isEmpty();

        store.proxy().heal();
        assertStored(store.target(), "a", CONTENT);
        assertThat(read(store.target(), "a")).isEqualTo(CONTENT);
    }

    @Tag("S-5")
    @Test
    void anUploadWhoseAnswerIsLostIsMetAgain() throws IOException {
        var fault = store.proxy().add(first(1, each("PUT")), new HttpFault.LosesAnswer());

        assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);

        assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.AlreadyExists.class);
        assertThat(read(store.target(), "a")).isEqualTo(CONTENT);
    }

    @Tag("S-5")
    @Test
    void aLargeUploadWhoseLastAnswerIsLostIsMetAgain() throws IOException {
        byte[] large = random(11_000_000);
        var fault = store.proxy().add(first(1, each("POST").and(with("uploadId="))), new HttpFault.LosesAnswer());

        assertThat(failure(put(store.target(), "a", large))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);

        assertThat(failure(put(store.target(), "a", large))).isInstanceOf(TargetException.AlreadyExists.class);
        assertThat(read(store.target(), "a")).isEqualTo(large);
    }

    @Tag("S-6")
    @ParameterizedTest
    @CsvSource({"0", "1", "25000", "49999"})
    void aReadThatIsResetGoesOnWhereItBroke(int bytes) throws IOException {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(first(2, each("GET")), new HttpFault.CutsAnswer(bytes));

        assertThat(read(store.target(), "a")).isEqualTo(CONTENT);

        assertThat(store.proxy().fired(fault)).isEqualTo(2);
        assertThat(gets().getLast().header("If-Match")).isPresent();
        assertThat(gets().getFirst().header("If-Match")).isEmpty();
    }

    @Tag("S-6")
    @Test
    void aReadThatEndsEarlyGoesOnWhereItEnded() throws IOException {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(first(1, each("GET")), new HttpFault.EndsAnswer(20_000));

        assertThat(read(store.target(), "a", new ByteRange(10_000, 30_000)))
                .isEqualTo(Arrays.copyOfRange(CONTENT, 10_000, 40_000));

        assertThat(store.proxy().fired(fault)).isEqualTo(1);
        assertThat(gets().getLast().header("Range")).contains("bytes=30000-39999");
    }

    @Tag("S-6")
    @Test
    void aReadThatBreaksAgainAndAgainIsGivenUp() {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(each("GET"), new HttpFault.EndsAnswer(0));

        assertThatExceptionOfType(TargetException.Unavailable.class)
                .isThrownBy(() -> read(store.target(), "a"))
                .withMessageContaining("fleet: a");
        assertThat(store.proxy().fired(fault)).isEqualTo(4);
    }

    @Tag("S-6")
    @Test
    void anAnswerThatAnnouncesMoreThanThereIsNeverEndsInSilence() {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(each("GET"), new HttpFault.MisstatesLength(7));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(store.target(), "a"));
        assertThat(store.proxy().fired(fault)).isPositive();
    }

    @Tag("S-6")
    @Test
    void aReadDoesNotGoOnInAnotherObject() throws IOException {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(first(1, each("GET")), new HttpFault.EndsAnswer(20_000));
        try (InputStream content = store.target().open(ObjectKey.of("a"), ByteRange.ALL)) {
            content.readNBytes(20_000);
            store.target().delete(List.of(ObjectKey.of("a")));
            assertStored(store.target(), "a", random(50_001));

            assertThatExceptionOfType(TargetException.Unavailable.class)
                    .isThrownBy(content::readAllBytes)
                    .withMessageContaining("replaced while it was read");
        }
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Tag("S-3")
    @Tag("S-6")
    @Test
    void aReadThatStallsIsGivenUp() throws IOException {
        assertStored(store.target(), "a", CONTENT);
        try (ReplicaTarget hasty = store.another("request-timeout", "2s")) {
            var fault = store.proxy().add(first(1, each("GET")), new HttpFault.StallsAnswer(20_000));

            assertThat(read(hasty, "a")).isEqualTo(CONTENT);
            assertThat(store.proxy().fired(fault)).isEqualTo(1);
        }
    }

    @Tag("S-7")
    @Test
    void aBitThatChangesOnTheWayUpIsRefusedAndSentAgain() throws IOException {
        var fault = store.proxy().add(first(1, each("PUT")), new HttpFault.FlipsRequestBit(12_345));

        assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
        assertThat(list(store.target())).isEmpty();

        assertStored(store.target(), "a", CONTENT);
    }

    @Tag("S-7")
    @Test
    void aBitThatChangesOnTheWayDownIsNoticed() {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(each("GET"), new HttpFault.FlipsAnswerBit(12_345));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(store.target(), "a"));
        assertThat(store.proxy().fired(fault)).isPositive();
    }

    @Tag("S-9")
    @ParameterizedTest
    @CsvSource({
        "400, ExpiredToken, session token has expired",
        "403, InvalidAccessKeyId, access key is not known",
        "403, AccessDenied, permission denied",
        "403, SignatureDoesNotMatch, secret key does not belong",
        "403, '', permission denied"
    })
    void aRefusalTellsAPersonWhatToDo(int status, String code, String text) {
        var fault = store.proxy().add(request -> true, HttpFault.s3Error(status, code));

        assertThat(failure(put(store.target(), "a", CONTENT)))
                .isInstanceOf(TargetException.Refused.class)
                .hasMessageContaining(text)
                .hasMessageNotContaining(S3Server.SECRET_KEY);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Tag("S-9")
    @Test
    void aWrongSecretIsSaidAndNotShown() throws IOException {
        try (ReplicaTarget wrong = store.another("secret-access-key", "canary-of-a-secret")) {
            TargetException failure = failure(put(wrong, "a", CONTENT));

            assertThat(failure)
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("correct the credentials");
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("canary-of-a-secret");
            }
        }
    }

    @Tag("S-10")
    @Test
    void aClockThatIsWrongIsSaidWithTheAmountAndCorrected() {
        String theirs = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(5).minusSeconds(10));
        var fault = store.proxy()
                .add(
                        first(1, each("PUT")),
                        new HttpFault.Answers(
                                403,
                                "Date: " + theirs + "\r\nContent-Type: application/xml\r\n",
                                "<Error><Code>RequestTimeTooSkewed</Code><Message>Too far.</Message></Error>"));

        assertThat(failure(put(store.target(), "a", CONTENT)))
                .isInstanceOf(TargetException.Unavailable.class)
                .hasMessageContaining("clock is 5 minutes ahead of the store's: set it");
        assertThat(store.proxy().fired(fault)).isEqualTo(1);

        assertStored(store.target(), "a", CONTENT);
        assertThat(store.proxy().requests().getLast().header("X-Amz-Date").orElseThrow())
                .isLessThan(
                        store.proxy().requests().getFirst().header("X-Amz-Date").orElseThrow());
    }

    @Tag("S-14")
    @Test
    void aMissingBucketIsNamedAndNotMade() throws IOException {
        try (ReplicaTarget nowhere =
                Opened.target("no-such-bucket", store.server().port())) {
            assertThat(failure(put(nowhere, "a", CONTENT)))
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("s3://no-such-bucket")
                    .hasMessageContaining("no such bucket: create it");
            assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> read(nowhere, "a"));
            assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> list(nowhere));
        }
        assertThat(store.server().store().containerExists("no-such-bucket")).isFalse();
    }

    @Tag("S-14")
    @Test
    void aBucketInAnotherRegionIsSaidWithTheRightOne() {
        var header =
                store.proxy().add(each("PUT"), new HttpFault.Answers(301, "x-amz-bucket-region: eu-central-1\r\n", ""));
        var element = store.proxy()
                .add(
                        each("GET"),
                        HttpFault.xml(
                                400,
                                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the "
                                        + "region 'us-east-1' is wrong; expecting 'eu-west-3'</Message></Error>"));

        assertThat(failure(put(store.target(), "a", CONTENT)))
                .isInstanceOf(TargetException.Refused.class)
                .hasMessageContaining("in the region eu-central-1, not in us-east-1: say region=eu-central-1");
        assertThat(catchThrowableOfType(TargetException.Refused.class, () -> list(store.target())))
                .hasMessageContaining("say region=eu-west-3");
        assertThat(store.proxy().fired(header) + store.proxy().fired(element)).isEqualTo(2);
    }

    @Tag("S-15")
    @Test
    void aPutThatMeetsAnotherOneAtTheSameMomentIsTriedAgain() {
        var fault = store.proxy().add(first(1, each("PUT")), HttpFault.s3Error(409, "ConditionalRequestConflict"));

        assertThat(failure(put(store.target(), "a", CONTENT))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);

        assertStored(store.target(), "a", CONTENT);
    }

    @Tag("S-15")
    @Test
    void everyPutAsksTheStoreNotToReplaceAnything() {
        assertStored(store.target(), "a", CONTENT);
        assertStored(store.target(), "large", random(6_000_000));

        assertThat(store.proxy().requests())
                .filteredOn(request ->
                        request.method().equals("PUT") && !request.target().contains("partNumber"))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("If-None-Match")).contains("*"));
        assertThat(store.proxy().requests())
                .filteredOn(request ->
                        request.method().equals("POST") && request.target().contains("uploadId="))
                .singleElement()
                .satisfies(
                        request -> assertThat(request.header("If-None-Match")).contains("*"));
    }

    @Tag("S-18")
    @ParameterizedTest
    @CsvSource({"PUT, partNumber=2", "POST, uploadId="})
    void aLargeUploadThatFailsLeavesNoPartsBehind(String method, String query) throws IOException {
        var fault = store.proxy().add(each(method).and(with(query)), HttpFault.s3Error(503, "SlowDown"));

        assertThat(failure(put(store.target(), "a", random(11_000_000))))
                .isInstanceOf(TargetException.Unavailable.class);

        assertThat(store.proxy().fired(fault)).isEqualTo(1);
        assertThat(store.server().store().listMultipartUploads(store.bucket())).isEmpty();
        assertThat(list(store.target())).isEmpty();
    }

    @Tag("S-20")
    @Test
    void anObjectInAnArchiveIsSaidToBeThere() {
        assertStored(store.target(), "a", CONTENT);
        var fault = store.proxy().add(each("GET"), HttpFault.s3Error(403, "InvalidObjectState"));

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> read(store.target(), "a"))
                .withMessageContaining("archive");
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Tag("S-21")
    @Test
    void eachKeyThatMayNotBeDeletedIsNamed() {
        var fault = store.proxy()
                .add(
                        each("POST"),
                        HttpFault.xml(
                                200,
                                "<DeleteResult><Deleted><Key>fleet/a</Key></Deleted><Error><Key>fleet/b</Key>"
                                        + "<Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"));

        List<DeleteResult> results =
                store.target().delete(List.of(ObjectKey.of("a"), ObjectKey.of("b"), ObjectKey.of("c")));

        assertThat(results.get(0)).isEqualTo(new DeleteResult.Absent(ObjectKey.of("a")));
        assertThat(((DeleteResult.NotDeleted) results.get(1)).cause())
                .isInstanceOf(TargetException.Refused.class)
                .hasMessageContaining("delete b: permission denied");
        assertThat(((DeleteResult.NotDeleted) results.get(2)).cause())
                .isInstanceOf(TargetException.Unavailable.class)
                .hasMessageContaining("did not say what became of c");
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Tag("S-1")
    @Test
    void aStoreThatFailsNowAndThenLosesNothing() throws IOException {
        long seed = 20261126;
        var error = store.proxy()
                .add(FaultyProxy.some(0.2, seed, request -> true), HttpFault.s3Error(500, "InternalError"));
        var lost = store.proxy().add(FaultyProxy.some(0.1, seed + 1, request -> true), new HttpFault.LosesAnswer());
        for (int i = 100; i < 200; i++) {
            PutResult result = put(store.target(), "n/" + i, CONTENT);
            while (result instanceof PutResult.NotStored(ObjectKey key, TargetException.Unavailable again)) {
                result = put(store.target(), "n/" + i, CONTENT);
            }
        }
        assertThat(store.proxy().fired(error)).as("seed %d", seed).isPositive();
        assertThat(store.proxy().fired(lost)).as("seed %d", seed).isPositive();

        store.proxy().heal();
        assertThat(list(store.target())).hasSize(100);
        for (String key : list(store.target())) {
            assertThat(read(store.target(), key)).isEqualTo(CONTENT);
        }
    }

    private List<HttpRequest> gets() {
        return store.proxy().requests().stream()
                .filter(request -> request.method().equals("GET"))
                .toList();
    }

    private static Predicate<HttpRequest> with(String query) {
        return request -> request.target().contains(query);
    }
}
