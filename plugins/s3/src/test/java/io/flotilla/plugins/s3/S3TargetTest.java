package io.flotilla.plugins.s3;

import static io.flotilla.plugins.s3.Eventually.assertAtMost;
import static io.flotilla.plugins.s3.Objects.assertStored;
import static io.flotilla.plugins.s3.Objects.failure;
import static io.flotilla.plugins.s3.Objects.list;
import static io.flotilla.plugins.s3.Objects.put;
import static io.flotilla.plugins.s3.Objects.random;
import static io.flotilla.plugins.s3.Objects.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.plugins.contract.BrokenPayload;
import io.flotilla.plugins.contract.HttpFault;
import io.flotilla.plugins.contract.HttpRequest;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// What a target asks of its store, request by request.
final class S3TargetTest {

    @RegisterExtension
    private static final StoreUnderTest store = StoreUnderTest.atRoot();

    @Test
    void onePutIsOneRequestAndHasTheTimeOfLitestream() {
        assertStored(store.target(), "db/0000/1.ltx", random(16_384));

        HttpRequest request = onlyRequest();
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.target()).startsWith("/" + store.bucket() + "/db/0000/1.ltx");
        assertThat(request.header("x-amz-meta-litestream-timestamp")).contains("2026-11-23T07:29:54.11Z");
        assertThat(request.header("x-amz-checksum-crc32")).isPresent();
        assertThat(request.header("x-amz-content-sha256").orElseThrow()).matches("[0-9a-f]{64}");
        assertThat(request.header("Content-Length")).contains("16384");
        assertThat(request.header("Transfer-Encoding")).isEmpty();
        assertThat(request.header("Expect")).isEmpty();
        assertThat(store.server()
                        .store()
                        .blobMetadata(store.bucket(), "db/0000/1.ltx")
                        .metadata())
                .containsEntry("litestream-timestamp", "2026-11-23T07:29:54.11Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T07:29:54.405Z, 2026-11-23T07:29:54.405Z",
        "2026-11-23T07:29:54.100Z, 2026-11-23T07:29:54.1Z",
        "2026-11-23T07:29:54Z, 2026-11-23T07:29:54Z",
        "1970-01-01T00:00:00.001Z, 1970-01-01T00:00:00.001Z"
    })
    void aTimeIsWrittenAsGoWritesIt(String time, String written) {
        store.target()
                .put(List.of(new PutRequest(ObjectKey.of("a"), new BytesPayload(new byte[1]), Instant.parse(time))));

        assertThat(onlyRequest().header("x-amz-meta-litestream-timestamp")).contains(written);
    }

    @Test
    void aListingSaysThatItsTimesAreTheStores() throws IOException {
        assertStored(store.target(), "a", random(1));

        assertThat(store.target().list(ListRequest.below(ObjectKey.ROOT)).objects())
                .singleElement()
                .matches(object -> !object.timestampExact());
    }

    @Test
    void aLargeObjectGoesUpInPartsAndIsTheSame() throws IOException {
        byte[] content = random(12_000_000);

        assertStored(store.target(), "large", content);

        assertThat(store.proxy().requests())
                .extracting(HttpRequest::method)
                .startsWith("HEAD", "POST")
                .endsWith("POST")
                .hasSize(6);
        assertThat(read(store.target(), "large")).isEqualTo(content);
        assertThat(read(store.target(), "large", new ByteRange(5_242_870, 20)))
                .isEqualTo(Arrays.copyOfRange(content, 5_242_870, 5_242_890));
        assertThat(store.server().store().blobMetadata(store.bucket(), "large").metadata())
                .containsEntry("litestream-timestamp", "2026-11-23T07:29:54.11Z");
    }

    @Test
    void nothingLargeIsSentWhereThereIsAnObject() {
        assertStored(store.target(), "a", random(6_000_000));
        int before = store.proxy().requests().size();

        assertThat(failure(put(store.target(), "a", random(6_000_000))))
                .isInstanceOf(TargetException.AlreadyExists.class);

        assertThat(store.proxy().requests()).hasSize(before + 1);
    }

    @Tag("S-16")
    @Test
    void oneOfManyLargeUploadsWins() throws Exception {
        byte[][] contents = IntStream.range(0, 6)
                .mapToObj(racer -> random(6_000_000 + racer))
                .toArray(byte[][]::new);
        var start = new CyclicBarrier(6);
        store.proxy()
                .add(
                        request -> request.method().equals("POST")
                                && request.target().contains("uploadId="),
                        new HttpFault.Waits(() -> await(start)));
        List<PutRequest> racers = IntStream.range(0, 6)
                .mapToObj(racer -> new PutRequest(ObjectKey.of("a"), new BytesPayload(contents[racer]), Objects.MOMENT))
                .toList();

        List<PutResult> results = new Parallel(Opened.THREADS, 6)
                .map(racers, racer -> store.target().put(List.of(racer)).getFirst());

        List<Integer> winners = IntStream.range(0, 6)
                .filter(racer -> results.get(racer) instanceof PutResult.Stored)
                .boxed()
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(read(store.target(), "a")).isEqualTo(contents[winners.getFirst()]);
        assertThat(store.server().store().listMultipartUploads(store.bucket())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000_000, 6_000_000, 12_000_000})
    void aLargeContentThatBreaksOffIsNotThere(int readable) throws IOException {
        assertThat(failure(put(store.target(), "a", BrokenPayload.failingAfter(readable, 12_000_000))))
                .isInstanceOf(TargetException.Unavailable.class);
        assertThat(failure(put(store.target(), "a", BrokenPayload.endingAfter(readable + 1, 12_000_000))))
                .isInstanceOf(TargetException.Unavailable.class);

        assertThat(list(store.target())).isEmpty();
        assertThat(store.server().store().listMultipartUploads(store.bucket())).isEmpty();
    }

    @Test
    void aReadOfAPartAsksForThatPart() throws IOException {
        assertStored(store.target(), "a", random(1_000));

        assertThat(read(store.target(), "a", ByteRange.first(100))).hasSize(100);
        assertThat(store.proxy().requests().getLast().header("Range")).contains("bytes=0-99");
        assertThat(read(store.target(), "a", ByteRange.from(900))).hasSize(100);
        assertThat(store.proxy().requests().getLast().header("Range")).contains("bytes=900-");
        assertThat(read(store.target(), "a")).hasSize(1_000);
        assertThat(store.proxy().requests().getLast().header("Range")).isEmpty();
    }

    @Test
    void closingAReadEarlyReadsNoMore() throws IOException {
        assertStored(store.target(), "a", random(4_000_000));

        for (int i = 0; i < 300; i++) {
            try (InputStream content = store.target().open(ObjectKey.of("a"), ByteRange.ALL)) {
                assertThat(content.readNBytes(100)).hasSize(100);
            }
        }
        assertThat(store.proxy().requests()).hasSize(301);
    }

    @Test
    void aBatchOfPutsIsOnItsWayAtTheSameTime() {
        var all = new CyclicBarrier(20);
        store.proxy().add(request -> true, new HttpFault.Waits(() -> await(all)));

        List<PutResult> results = store.target()
                .put(IntStream.range(0, 20)
                        .mapToObj(i ->
                                new PutRequest(ObjectKey.of("n/" + i), new BytesPayload(new byte[9]), Objects.MOMENT))
                        .toList());

        assertThat(results).hasOnlyElementsOfType(PutResult.Stored.class);
    }

    @Tag("S-19")
    @Test
    void otherPeoplesObjectsDoNotHideOurs() throws IOException {
        List<String> theirs = new ArrayList<>(List.of("a\tb", "a/\tzz", "\n", "\t4"));
        IntStream.range(0, 1_100).forEach(i -> theirs.add("b\tb/" + i));
        for (String name : theirs) {
            store.server()
                    .store()
                    .putBlob(
                            PutObjectRequest.builder()
                                    .bucket(store.bucket())
                                    .key(name)
                                    .contentLength(1L)
                                    .build(),
                            new ByteArrayInputStream(new byte[1]));
        }
        for (String ours : List.of("a/c", "c", "x/y")) {
            assertStored(store.target(), ours, random(1));
        }

        List<String> found = new ArrayList<>();
        ListPage page = store.target().list(ListRequest.below(ObjectKey.ROOT).limit(100));
        page.objects().stream().map(ListedObject::key).map(ObjectKey::toString).forEach(found::add);
        while (page.more()) {
            page = store.target()
                    .list(ListRequest.below(ObjectKey.ROOT)
                            .limit(100)
                            .after(page.objects().getLast().key()));
            page.objects().stream()
                    .map(ListedObject::key)
                    .map(ObjectKey::toString)
                    .forEach(found::add);
        }
        assertThat(found).containsExactly("a/c", "c", "x/y");
    }

    @Test
    void aStoreThatDoesNotEncryptAsItWasToldIsNoticed() throws IOException {
        try (ReplicaTarget encrypted = store.another("sse", "aws:kms")) {
            store.proxy()
                    .add(
                            request -> request.method().equals("PUT"),
                            new HttpFault.Answers(200, "ETag: \"1\"\r\nx-amz-server-side-encryption: AES256\r\n", ""));

            assertThat(failure(put(encrypted, "a", random(10))))
                    .isInstanceOf(TargetException.Refused.class)
                    .hasMessageContaining("without the encryption that was asked for");
            assertThat(store.proxy().requests().getLast().header("x-amz-server-side-encryption"))
                    .contains("aws:kms");
        }
    }

    @Test
    void asksForTheStorageClassAndTheOlderDigest() throws IOException {
        try (ReplicaTarget other = store.another("storage-class", "STANDARD_IA", "put-object-content-md5", "true")) {
            assertStored(other, "a", random(10));
        }

        assertThat(onlyRequest().header("x-amz-storage-class")).contains("STANDARD_IA");
        assertThat(onlyRequest().header("Content-MD5")).isPresent();
        assertThat(onlyRequest().header("x-amz-checksum-crc32")).isEmpty();
    }

    @Test
    void batchesOfDeletesCarryAnMd5WhereTheStoreWantsIt() {
        store.target().delete(List.of(ObjectKey.of("a"), ObjectKey.of("b")));

        assertThat(onlyRequest().header("Content-MD5")).isPresent();
    }

    @Test
    void manyDeletesAreOneRequestForEachThousand() {
        store.target()
                .delete(IntStream.range(0, 2_001)
                        .mapToObj(i -> ObjectKey.of("n/" + i))
                        .toList());

        assertThat(store.proxy().requests()).hasSize(3);
    }

    @Test
    void closingLeavesNoThread() throws IOException {
        Thread.getAllStackTraces();
        int before = Thread.activeCount();
        for (int i = 0; i < 10; i++) {
            try (ReplicaTarget another = store.another()) {
                assertStored(another, "n/" + i, random(10));
            }
        }

        assertAtMost(before + 9, Thread::activeCount);
    }

    private HttpRequest onlyRequest() {
        assertThat(store.proxy().requests()).hasSize(1);
        return store.proxy().requests().getFirst();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
