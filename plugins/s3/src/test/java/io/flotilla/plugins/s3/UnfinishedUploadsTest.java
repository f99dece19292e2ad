package io.flotilla.plugins.s3;

import static io.flotilla.plugins.contract.FaultyProxy.each;
import static io.flotilla.plugins.contract.FaultyProxy.first;
import static io.flotilla.plugins.s3.Objects.assertStored;
import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.list;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/// Uploads in parts that a killed process left: they are found and thrown away, and nobody else's are.
final class UnfinishedUploadsTest {

    @RegisterExtension
    private static final StoreUnderTest store = StoreUnderTest.belowPrefix();

    private static final Duration AGE = Duration.ofHours(48);
    private static final byte[] LARGE = random(11_000_000);

    @Tag("S-18")
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void whatAKilledProcessLeftGoesAndWhatIsOnItsWayStays() throws Exception {
        String killed = "a.db/0009/killed";
        killInTheMiddleOfAPut(killed);
        MultipartUpload left = onlyUpload();
        assertThat(left.blobName()).isEqualTo("fleet/" + killed);
        assertThat(store.server().store().listMultipartUpload(left)).hasSizeBetween(2, 4);
        assertThat(list(store.target())).isEmpty();
        assertThat(Uploads.find(store.target(), AGE)).isEmpty();

        var goesOn = new CountDownLatch(1);
        var isOnItsWay = new CountDownLatch(1);
        store.proxy().add(at("POST", "young?uploadId="), new HttpFault.Waits(() -> {
            isOnItsWay.countDown();
            await(goesOn);
        }));
        CompletableFuture<PutResult> young =
                CompletableFuture.supplyAsync(() -> put(store.target(), "b.db/0009/young", LARGE), Opened.THREADS);
        await(isOnItsWay);
        store.server().store().makeOlder("fleet/" + killed, Duration.ofDays(3));

        List<UnfinishedUpload> found = Uploads.find(store.target(), AGE);
        assertThat(found).singleElement().satisfies(upload -> {
            assertThat(upload.key()).isEqualTo(ObjectKey.of(killed));
            assertThat(upload.begun()).isBefore(Instant.now().minus(AGE));
        });
        store.target().discard(found.getFirst());
        assertThat(onlyUpload().blobName()).isEqualTo("fleet/b.db/0009/young");

        goesOn.countDown();
        assertThat(young.get()).isInstanceOf(PutResult.Stored.class);
        assertThat(read(store.target(), "b.db/0009/young")).isEqualTo(LARGE);
        assertThat(Uploads.find(store.target(), Uploads.ANY)).isEmpty();
    }

    private static void killInTheMiddleOfAPut(String key) throws Exception {
        var isInTheMiddle = new CountDownLatch(1);
        var isKilled = new CountDownLatch(1);
        var fault = store.proxy().add(at("PUT", "partNumber=3"), new HttpFault.Waits(() -> {
            isInTheMiddle.countDown();
            await(isKilled);
        }));
        Process process =
                KilledUpload.start(store.bucket() + "/fleet", key, store.proxy().port());
        try {
            await(isInTheMiddle);
        } finally {
            process.destroyForcibly();
            process.waitFor();
            isKilled.countDown();
        }
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void asksOnceForEachThousandAndPassesOverStrangers() throws Exception {
        // The first page ends between the uploads of one object.
        for (int upload = 0; upload < 3; upload++) {
            begin(IntStream.range(0, 400).mapToObj(i -> "fleet/n/" + i).toList());
        }
        begin(List.of("fleet2/a", "flee", "fleet/z\tb"));

        List<UnfinishedUpload> found = Uploads.find(store.target(), Uploads.ANY);

        assertThat(found).hasSize(1_200).doesNotHaveDuplicates();
        assertThat(store.proxy().requests()).hasSize(2);
    }

    @Test
    void asksOneTimeWhereNothingIsUnfinished() throws Exception {
        assertThat(Uploads.find(store.target(), Uploads.ANY)).isEmpty();
        assertThat(store.proxy().requests()).hasSize(1);
    }

    @Test
    void takesTheSamePageTwiceForTheEnd() throws Exception {
        var fault = store.proxy()
                .add(
                        each("GET"),
                        new HttpFault.Answers(
                                200,
                                "Date: Thu, 26 Nov 2026 12:00:00 GMT\r\nContent-Type: application/xml\r\n",
                                "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>"));

        assertThat(Uploads.find(store.target(), AGE)).isEmpty();
        assertThat(store.proxy().fired(fault)).isEqualTo(1);
    }

    @Test
    void judgesNoAgeWhereTheStoreDoesNotSayWhatTimeItIs() {
        store.proxy().add(each("GET"), HttpFault.xml(200, "<ListMultipartUploadsResult/>"));

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> Uploads.find(store.target(), AGE))
                .withMessageContaining("does not say what time it is");
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied, permission denied", "501, NotImplemented, does not know this kind of request"})
    void saysWhyWhereTheStoreDoesNotTell(int status, String code, String text) {
        store.proxy().add(each("GET"), HttpFault.s3Error(status, code));

        assertThatExceptionOfType(TargetException.Refused.class)
                .isThrownBy(() -> Uploads.find(store.target(), AGE))
                .withMessageContaining(text);
    }

    @Test
    void anUploadThatIsGoneOrHasEndedIsLeftAsItIs() throws Exception {
        begin(List.of("fleet/a"));
        UnfinishedUpload gone = Uploads.find(store.target(), Uploads.ANY).getFirst();
        store.target().discard(gone);
        assertThat(Uploads.find(store.target(), Uploads.ANY)).isEmpty();
        store.target().discard(gone);

        var seen = new CompletableFuture<UnfinishedUpload>();
        store.proxy()
                .add(
                        first(1, at("PUT", "partNumber=2")),
                        new HttpFault.Waits(() -> seen.completeAsync(UnfinishedUploadsTest::only)));
        assertStored(store.target(), "b", LARGE);
        store.target().discard(seen.get());

        assertThat(read(store.target(), "b")).isEqualTo(LARGE);
    }

    @Test
    void aPutWhosePartsAreThrownAwayMeanwhileBeginsAnew() throws Exception {
        var fault = store.proxy().add(first(1, at("POST", "uploadId=")), new HttpFault.Waits(() -> discard(only())));

        assertThat(failure(put(store.target(), "a", LARGE))).isInstanceOf(TargetException.Unavailable.class);
        assertThat(store.proxy().fired(fault)).isEqualTo(1);

        assertStored(store.target(), "a", LARGE);
        assertThat(read(store.target(), "a")).isEqualTo(LARGE);
    }

    @Test
    void aTargetThatIsClosedTellsNothing() throws Exception {
        begin(List.of("fleet/a"));
        UnfinishedUpload upload = Uploads.find(store.target(), Uploads.ANY).getFirst();
        store.target().close();

        assertThatIllegalStateException().isThrownBy(() -> Uploads.find(store.target(), AGE));
        assertThatIllegalStateException().isThrownBy(() -> store.target().discard(upload));
    }

    private static void begin(List<String> names) {
        Uploads.begin(store.server().port(), store.bucket(), names);
    }

    private static MultipartUpload onlyUpload() {
        var uploads = store.server().store().listMultipartUploads(store.bucket());
        assertThat(uploads).hasSize(1);
        var only = uploads.getFirst();
        return new MultipartUpload(
                only.uploadId(),
                CreateMultipartUploadRequest.builder()
                        .bucket(store.bucket())
                        .key(only.key())
                        .build());
    }

    private static UnfinishedUpload only() {
        try {
            return Uploads.find(store.target(), Uploads.ANY).getFirst();
        } catch (TargetException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void discard(UnfinishedUpload upload) {
        try {
            store.target().discard(upload);
        } catch (TargetException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Predicate<HttpRequest> at(String method, String part) {
        return each(method).and(request -> request.target().contains(part));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
