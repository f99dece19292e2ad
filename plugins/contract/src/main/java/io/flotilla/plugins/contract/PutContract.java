package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertFailed;
import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.MOMENT;
import static io.flotilla.plugins.contract.Samples.randomBytes;
import static io.flotilla.plugins.contract.Samples.request;
import static io.flotilla.plugins.contract.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a target promises about an object that is put.
interface PutContract extends TargetUnderTest {

    @Test
    default void givesBackWhatWasPut() throws IOException {
        put("a/b.db/ltx/0/1.ltx", "content");

        assertThat(read("a/b.db/ltx/0/1.ltx")).isEqualTo("content");
    }

    @Test
    default void keepsAnEmptyObject() throws IOException {
        put("empty", "");

        assertThat(read("empty")).isEmpty();
        assertThat(target().list(ListRequest.below(ObjectKey.ROOT)).objects())
                .extracting(ListedObject::size)
                .containsExactly(0L);
    }

    @Test
    default void keepsAnObjectOfTwentyMegabytes() throws IOException {
        byte[] content = randomBytes(20 * 1024 * 1024);

        assertStored(target().put(List.of(request("big", new BytesPayload(content)))));

        assertThat(readBytes(ObjectKey.of("big"), ByteRange.ALL)).isEqualTo(content);
        assertThat(readBytes(ObjectKey.of("big"), new ByteRange(19_999_999, 3)))
                .isEqualTo(Arrays.copyOfRange(content, 19_999_999, 20_000_002));
    }

    @Test
    default void leavesAnExistingObjectAsItIs() throws IOException {
        put("key", "first");

        assertFailed(target().put(List.of(request("key", "second"))), TargetException.AlreadyExists.class);

        assertThat(read("key")).isEqualTo("first");
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("key");
    }

    @Test
    default void leavesAnExistingObjectAsItIsEvenForTheSameContent() {
        put("key", "same");

        assertFailed(target().put(List.of(request("key", "same"))), TargetException.AlreadyExists.class);
    }

    @Test
    default void letsExactlyOneOfSixteenRacersWin() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = "race/" + round + "/deep/key";
            List<PutResult> results = Race.of(16, racer -> putResult(key, "racer " + racer));

            List<Integer> winners = IntStream.range(0, 16)
                    .filter(racer -> results.get(racer) instanceof PutResult.Stored)
                    .boxed()
                    .toList();
            assertThat(winners).hasSize(1);
            assertThat(read(key)).isEqualTo("racer " + winners.getFirst());
            results.stream()
                    .filter(PutResult.NotStored.class::isInstance)
                    .forEach(lost -> assertFailed(List.of(lost), TargetException.AlreadyExists.class));
        }
    }

    @Test
    default void showsNothingOfAnObjectWhoseContentBreaksOff() throws IOException {
        for (Payload broken : List.of(
                BrokenPayload.failingAfter(70_000, 100_000),
                BrokenPayload.endingAfter(70_000, 100_000),
                BrokenPayload.failingAfter(100_000, 100_000))) {
            assertFailed(target().put(List.of(request("broken", broken))), TargetException.Unavailable.class);

            assertAbsent("broken");
        }
    }

    @Test
    default void showsNothingOfAnObjectWhoseContentIsLongerThanAnnounced() throws IOException {
        assertFailed(
                target().put(List.of(request("broken", BrokenPayload.endingAfter(11, 10)))),
                TargetException.Unavailable.class);

        assertAbsent("broken");
    }

    @Test
    default void storesOnRetryWhatFailedBefore() throws IOException {
        assertFailed(
                target().put(List.of(request("key", BrokenPayload.failingAfter(10, 100)))),
                TargetException.Unavailable.class);

        put("key", "whole");

        assertThat(read("key")).isEqualTo("whole");
    }

    @Test
    default void storesAgainUnderTheKeyOfARemovedObject() throws IOException {
        put("key", "first");
        target().delete(List.of(ObjectKey.of("key")));

        put("key", "second");

        assertThat(read("key")).isEqualTo("second");
    }

    @Test
    default void showsObjectsOnlyWhole() throws Exception {
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> writing = writer.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    assertStored(target().put(List.of(request("whole/" + i, new BytesPayload(new byte[300_000])))));
                }
            });
            while (!writing.isDone()) {
                for (ListedObject object :
                        target().list(ListRequest.below(ObjectKey.of("whole"))).objects()) {
                    assertThat(object.size()).isEqualTo(300_000);
                    assertThat(readBytes(object.key(), ByteRange.from(299_990))).hasSize(10);
                }
            }
            writing.get();
        }
    }

    @Test
    default void refusesAnObjectWithoutAName() throws IOException {
        assertFailed(
                target().put(List.of(new PutRequest(ObjectKey.ROOT, text("content"), MOMENT))),
                TargetException.Refused.class);

        assertThatExceptionOfType(TargetException.NotFound.class)
                .isThrownBy(() -> target().open(ObjectKey.ROOT, ByteRange.ALL));
        assertThat(target().delete(List.of(ObjectKey.ROOT))).containsExactly(new DeleteResult.Absent(ObjectKey.ROOT));
    }

    private PutResult putResult(String key, String content) {
        return target().put(List.of(request(key, content))).getFirst();
    }
}
