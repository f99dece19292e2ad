package io.flotilla.plugins.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [ReplicaTarget] promises, sentence by sentence. A target is done when a subclass passes.
public abstract class ReplicaTargetContract {

    private static final Instant MOMENT = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final long SEED = 20261125;

    private ReplicaTarget target = new MemoryTarget();

    /// A target without any object. The contract closes it.
    protected abstract ReplicaTarget freshTarget() throws Exception;

    @BeforeEach
    final void openTarget() throws Exception {
        target = freshTarget();
    }

    @AfterEach
    final void closeTarget() {
        target.close();
    }

    // Putting

    @Test
    void givesBackWhatWasPut() throws IOException {
        put("a/b.db/ltx/0/1.ltx", "content");

        assertThat(read("a/b.db/ltx/0/1.ltx")).isEqualTo("content");
    }

    @Test
    void keepsAnEmptyObject() throws IOException {
        put("empty", "");

        assertThat(read("empty")).isEmpty();
        assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects())
                .extracting(ListedObject::size)
                .containsExactly(0L);
    }

    @Test
    void keepsAnObjectOfTwentyMegabytes() throws IOException {
        byte[] content = randomBytes(20 * 1024 * 1024);

        assertStored(target.put(List.of(request("big", new BytesPayload(content)))));

        assertThat(readBytes(ObjectKey.of("big"), ByteRange.ALL)).isEqualTo(content);
        assertThat(readBytes(ObjectKey.of("big"), new ByteRange(19_999_999, 3)))
                .isEqualTo(Arrays.copyOfRange(content, 19_999_999, 20_000_002));
    }

    @Test
    void leavesAnExistingObjectAsItIs() throws IOException {
        put("key", "first");

        assertFailed(target.put(List.of(request("key", "second"))), TargetException.AlreadyExists.class);

        assertThat(read("key")).isEqualTo("first");
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("key");
    }

    @Test
    void leavesAnExistingObjectAsItIsEvenForTheSameContent() {
        put("key", "same");

        assertFailed(target.put(List.of(request("key", "same"))), TargetException.AlreadyExists.class);
    }

    @Test
    void letsExactlyOneOfSixteenRacersWin() throws Exception {
        for (int round = 0; round < 20; round++) {
            String key = "race/" + round + "/deep/key";
            List<PutResult> results = race(16, key);

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
    void answersInTheOrderOfTheBatch() {
        List<String> names = new ArrayList<>(
                IntStream.range(0, 100).mapToObj(i -> i % 7 + "/" + i).toList());
        Collections.shuffle(names, new Random(SEED));

        List<PutResult> results =
                target.put(names.stream().map(name -> request(name, name)).toList());

        assertThat(results).extracting(result -> result.key().toString()).isEqualTo(names);
        assertStored(results);
    }

    @Test
    void storesTheOthersOfABatchWhenOneExistsAlready() throws IOException {
        put("b", "old");

        List<PutResult> results = target.put(List.of(request("a", "new"), request("b", "new"), request("c", "new")));

        assertStored(List.of(results.get(0), results.get(2)));
        assertFailed(List.of(results.get(1)), TargetException.AlreadyExists.class);
        assertThat(read("a") + read("b") + read("c")).isEqualTo("newoldnew");
    }

    @Test
    void storesTheOthersOfABatchWhenOneContentCannotBeRead() throws IOException {
        List<PutResult> results = target.put(
                List.of(request("a", "new"), request("b", BrokenPayload.failingAfter(10, 1000)), request("c", "new")));

        assertStored(List.of(results.get(0), results.get(2)));
        assertFailed(List.of(results.get(1)), TargetException.Unavailable.class);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a", "c");
    }

    @Test
    void storesTheOthersOfALargeBatchWhenOneContentCannotBeRead() throws IOException {
        List<PutRequest> batch = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> request("db" + i + "/ltx/0/1", "content " + i))
                .toList());
        batch.set(150, request("db150/ltx/0/1", BrokenPayload.endingAfter(10, 1000)));

        List<PutResult> results = new ArrayList<>(target.put(batch));

        assertFailed(List.of(results.remove(150)), TargetException.Unavailable.class);
        assertStored(results);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).hasSize(299).doesNotContain("db150/ltx/0/1");
    }

    @Test
    void refusesTheSameKeyTwiceInABatchAndDoesNothing() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.put(List.of(request("a", "1"), request("b", "2"), request("a", "3"))))
                .withMessageContaining("a");

        assertThat(list(ListRequest.below(ObjectKey.ROOT))).isEmpty();
    }

    @Test
    void answersAnEmptyBatchWithNothing() {
        assertThat(target.put(List.of())).isEmpty();
        assertThat(target.delete(List.of())).isEmpty();
    }

    @Test
    void showsNothingOfAnObjectWhoseContentBreaksOff() throws IOException {
        for (Payload broken : List.of(
                BrokenPayload.failingAfter(70_000, 100_000),
                BrokenPayload.endingAfter(70_000, 100_000),
                BrokenPayload.failingAfter(100_000, 100_000))) {
            assertFailed(target.put(List.of(request("broken", broken))), TargetException.Unavailable.class);

            assertAbsent("broken");
        }
    }

    @Test
    void showsNothingOfAnObjectWhoseContentIsLongerThanAnnounced() throws IOException {
        assertFailed(
                target.put(List.of(request("broken", BrokenPayload.endingAfter(11, 10)))),
                TargetException.Unavailable.class);

        assertAbsent("broken");
    }

    @Test
    void storesOnRetryWhatFailedBefore() throws IOException {
        assertFailed(
                target.put(List.of(request("key", BrokenPayload.failingAfter(10, 100)))),
                TargetException.Unavailable.class);

        put("key", "whole");

        assertThat(read("key")).isEqualTo("whole");
    }

    @Test
    void storesAgainUnderTheKeyOfARemovedObject() throws IOException {
        put("key", "first");
        target.delete(List.of(ObjectKey.of("key")));

        put("key", "second");

        assertThat(read("key")).isEqualTo("second");
    }

    @Test
    void showsObjectsOnlyWhole() throws Exception {
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> writing = writer.submit(() -> {
                for (int i = 0; i < 30; i++) {
                    assertStored(target.put(List.of(request("whole/" + i, new BytesPayload(new byte[300_000])))));
                }
            });
            while (!writing.isDone()) {
                for (ListedObject object :
                        target.list(ListRequest.below(ObjectKey.of("whole"))).objects()) {
                    assertThat(object.size()).isEqualTo(300_000);
                    assertThat(readBytes(object.key(), ByteRange.from(299_990))).hasSize(10);
                }
            }
            writing.get();
        }
    }

    @Test
    void refusesAnObjectWithoutAName() throws IOException {
        assertFailed(
                target.put(List.of(new PutRequest(ObjectKey.ROOT, text("content"), MOMENT))),
                TargetException.Refused.class);

        assertThatExceptionOfType(TargetException.NotFound.class)
                .isThrownBy(() -> target.open(ObjectKey.ROOT, ByteRange.ALL));
        assertThat(target.delete(List.of(ObjectKey.ROOT))).containsExactly(new DeleteResult.Absent(ObjectKey.ROOT));
    }

    // Reading

    @Test
    void readsRanges() throws IOException {
        put("key", "0123456789");

        assertThat(read("key", ByteRange.ALL)).isEqualTo("0123456789");
        assertThat(read("key", ByteRange.first(4))).isEqualTo("0123");
        assertThat(read("key", new ByteRange(3, 4))).isEqualTo("3456");
        assertThat(read("key", new ByteRange(9, 1))).isEqualTo("9");
        assertThat(read("key", ByteRange.from(7))).isEqualTo("789");
    }

    @Test
    void givesWhatIsThereOfARangePastTheEnd() throws IOException {
        put("key", "0123456789");

        assertThat(read("key", new ByteRange(7, 100))).isEqualTo("789");
        assertThat(read("key", new ByteRange(1, Long.MAX_VALUE))).isEqualTo("123456789");
    }

    @Test
    void givesAnEmptyStreamForARangeBehindTheEnd() throws IOException {
        put("key", "0123456789");
        put("empty", "");

        assertThat(read("key", new ByteRange(10, 1))).isEmpty();
        assertThat(read("key", new ByteRange(11, 5))).isEmpty();
        assertThat(read("key", ByteRange.from(Long.MAX_VALUE))).isEmpty();
        assertThat(read("empty", ByteRange.first(10))).isEmpty();
    }

    @Test
    void readsByteByByte() throws IOException {
        put("key", "0ÿ9");

        try (InputStream stream = target.open(ObjectKey.of("key"), ByteRange.from(1))) {
            assertThat(new int[] {stream.read(), stream.read(), stream.read(), stream.read(), stream.read()})
                    .containsExactly(0xC3, 0xBF, '9', -1, -1);
        }
    }

    @Test
    void saysThatAnObjectIsNotThere() {
        put("a/b", "content");

        for (String absent : List.of("c", "a/c", "a", "a/b/c", "a/b/c/d")) {
            assertThatExceptionOfType(TargetException.NotFound.class)
                    .isThrownBy(() -> target.open(ObjectKey.of(absent), ByteRange.ALL))
                    .withMessageContaining(absent);
        }
    }

    @Test
    void canBeReadByManyAtTheSameTime() throws Exception {
        byte[] content = randomBytes(1_000_000);
        assertStored(target.put(List.of(request("key", new BytesPayload(content)))));

        List<byte[]> copies = atTheSameTime(8, () -> readBytes(ObjectKey.of("key"), ByteRange.ALL));

        assertThat(copies).hasSize(8).allMatch(copy -> Arrays.equals(copy, content));
    }

    // Listing

    @Test
    void listsKeysWithSizesAndTimestamps() throws IOException {
        put("a/b", "12345");

        assertThat(target.list(ListRequest.below(ObjectKey.ROOT)).objects())
                .extracting(object -> object.key().toString(), ListedObject::size)
                .containsExactly(tuple("a/b", 5L));
    }

    @Test
    void keepsTimestampsToTheMillisecondOrSaysThatItDoesNot() throws IOException {
        List<Instant> moments = List.of(
                Instant.parse("1970-01-01T00:00:00.001Z"),
                Instant.parse("2001-09-09T01:46:40Z"),
                MOMENT,
                Instant.parse("2026-02-03T04:05:06.999Z"),
                Instant.parse("2039-12-31T23:59:59.123Z"));
        for (Instant moment : moments) {
            assertStored(target.put(List.of(new PutRequest(ObjectKey.of("at/" + moment), text("x"), moment))));
        }

        for (ListedObject object :
                target.list(ListRequest.below(ObjectKey.of("at"))).objects()) {
            if (object.timestampExact()) {
                assertThat(object.key()).isEqualTo(ObjectKey.of("at/" + object.timestamp()));
            }
        }
    }

    @Test
    void listsInTheOrderOfTheBytesOfKeys() throws IOException {
        List<String> shuffled = new ArrayList<>(List.of(
                "a!b", "a-b/c", "a-c", "a.b", "a/b!", "a/b-c", "a/b/c", "a/b0", "a/c/d-e/f", "a/c/d/e", "a0b", "aa"));
        shuffled.addAll(List.of("b/a", "x", "z", "\u00E4", "\uFFFD", "\uD83D\uDE00"));
        Collections.shuffle(shuffled, new Random(SEED));
        putAll(shuffled);

        List<String> expected = shuffled.stream()
                .map(ObjectKey::of)
                .sorted()
                .map(ObjectKey::toString)
                .toList();
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).isEqualTo(expected);
        for (int limit = 1; limit <= shuffled.size(); limit++) {
            assertThat(listAll(ListRequest.below(ObjectKey.ROOT).limit(limit))).isEqualTo(expected);
        }
    }

    @Test
    void sortsADirectoryAsIfASlashWereBehindItsName() throws IOException {
        putAll(List.of("a/b", "a-b", "a0", "a!"));

        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a!", "a-b", "a/b", "a0");
        assertThat(list(ListRequest.below(ObjectKey.ROOT).after(ObjectKey.of("a-b"))))
                .containsExactly("a/b", "a0");
    }

    @Test
    void listsThousandsInPages() throws IOException {
        List<String> names = IntStream.range(0, 2500)
                .mapToObj(i -> "db/%d/%04d".formatted(i / 900, i))
                .toList();
        putAll(names);

        ListPage first = target.list(ListRequest.below(ObjectKey.of("db")));
        assertThat(first.objects()).hasSize(1000);
        assertThat(first.more()).isTrue();
        assertThat(listAll(ListRequest.below(ObjectKey.of("db")))).isEqualTo(names);
    }

    @Test
    void hasNoPageBehindAnExactlyFullOne() throws IOException {
        putAll(List.of("a", "b", "c", "d"));

        assertThat(listAll(ListRequest.below(ObjectKey.ROOT).limit(2))).containsExactly("a", "b", "c", "d");
        assertThat(target.list(ListRequest.below(ObjectKey.ROOT).limit(4)).objects())
                .hasSize(4);
    }

    @Test
    void startsBehindAKeyThatNeedNotExist() throws IOException {
        putAll(List.of("d/a", "d/c", "d/c-x", "d/e/f", "d/e/h"));

        assertThat(list(below("d").after(ObjectKey.of("d/b")))).containsExactly("d/c", "d/c-x", "d/e/f", "d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/c")))).containsExactly("d/c-x", "d/e/f", "d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/c/zz")))).containsExactly("d/e/f", "d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/e")))).containsExactly("d/e/f", "d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/e/f")))).containsExactly("d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/e/g/g")))).containsExactly("d/e/h");
        assertThat(list(below("d").after(ObjectKey.of("d/e/h")))).isEmpty();
    }

    @Test
    void startsBehindAKeyOutsideTheAncestor() throws IOException {
        putAll(List.of("c/x", "d/a", "d/b", "e/x"));

        assertThat(list(below("d").after(ObjectKey.of("a")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("c/z")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d-")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d0")))).isEmpty();
        assertThat(list(below("d").after(ObjectKey.of("e")))).isEmpty();
    }

    @Test
    void listsNothingBelowAnEmptyOrMissingAncestor() throws IOException {
        assertThat(target.list(ListRequest.below(ObjectKey.ROOT))).isEqualTo(new ListPage(List.of(), false));
        assertThat(target.list(below("never"))).isEqualTo(new ListPage(List.of(), false));
        put("once/a", "content");
        target.delete(List.of(ObjectKey.of("once/a")));

        assertThat(target.list(below("once"))).isEqualTo(new ListPage(List.of(), false));
        assertThat(target.list(below("once/a/b"))).isEqualTo(new ListPage(List.of(), false));
    }

    @Test
    void takesAnAncestorForWholeSegmentsOnly() throws IOException {
        putAll(List.of("a/x", "ab/y", "a.b/z", "a0"));

        assertThat(list(below("a"))).containsExactly("a/x");
        assertThat(list(below("ab"))).containsExactly("ab/y");
    }

    @Test
    void doesNotListAnObjectBelowItself() throws IOException {
        put("a/b", "content");

        assertThat(list(below("a/b"))).isEmpty();
    }

    @Test
    void listsWhateverWasAcknowledgedBefore() throws IOException {
        for (int i = 100; i < 150; i++) {
            put("n/" + i, "x");
            assertThat(list(below("n"))).hasSize(i - 99).endsWith("n/" + i);
        }
    }

    // Removing

    @Test
    void removesObjects() throws IOException {
        putAll(List.of("a/b", "a/c"));

        assertThat(target.delete(List.of(ObjectKey.of("a/b"))))
                .containsExactly(new DeleteResult.Absent(ObjectKey.of("a/b")));

        assertAbsent("a/b");
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a/c");
    }

    @Test
    void removesAThousandAtOnceWhetherOrNotTheyAreThere() throws IOException {
        List<String> names =
                IntStream.range(0, 1000).mapToObj(i -> "d" + i % 10 + "/" + i).toList();
        putAll(IntStream.range(0, 1000)
                .filter(i -> i % 3 > 0)
                .mapToObj(names::get)
                .toList());
        put("stays", "content");

        List<DeleteResult> results =
                target.delete(names.stream().map(ObjectKey::of).toList());

        assertThat(results)
                .isEqualTo(names.stream()
                        .map(name -> new DeleteResult.Absent(ObjectKey.of(name)))
                        .toList());
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("stays");
    }

    @Test
    void removesNothingBelowTheKeyOfAnAbsentObject() throws IOException {
        put("a/b", "content");

        target.delete(List.of(ObjectKey.of("a")));

        assertThat(read("a/b")).isEqualTo("content");
    }

    // Names

    @Test
    void keepsNamesAsTheyAre() throws IOException {
        List<ObjectKey> keys = new ArrayList<>(List.of(
                ObjectKey.of("100%"),
                ObjectKey.of("%41"),
                ObjectKey.of("A"),
                ObjectKey.of("with space/ leading/trailing "),
                ObjectKey.of("line\nbreak"),
                ObjectKey.of("tab\tbell\u0007escape\u001B\u007F"),
                ObjectKey.of("back\\slash"),
                ObjectKey.of("?query&#fragment+plus"),
                ObjectKey.of("*\"<>|:;'"),
                ObjectKey.of("...dots/.hidden/..."),
                ObjectKey.of("~"),
                ObjectKey.of("caf\u00E9"),
                ObjectKey.of("cafe\u0301"),
                ObjectKey.of("CASE/case"),
                ObjectKey.of("case/case"),
                ObjectKey.of("😀/日本語"),
                ObjectKey.ofBytes(new byte[] {'l', 'a', 't', 'i', 'n', (byte) 0xE9}),
                ObjectKey.ofBytes(new byte[] {(byte) 0xFF, (byte) 0xFE, '/', (byte) 0x80}),
                ObjectKey.of("\uFFFD")));
        for (int each = 1; each < 256; each++) {
            if (each != '/' && each != '.') {
                keys.add(ObjectKey.ofBytes(new byte[] {'b', 'y', 't', 'e', 's', '/', (byte) each}));
            }
        }

        assertKept(keys);
    }

    @Test
    void keepsSegmentsOf255Bytes() throws IOException {
        String longest = "x".repeat(255);
        assertKept(List.of(
                ObjectKey.of(longest),
                ObjectKey.of("a/" + longest + "/b"),
                ObjectKey.of("é".repeat(127) + "x"),
                ObjectKey.of("b/" + "x".repeat(254))));
    }

    @Test
    void keepsKeysOf900Bytes() throws IOException {
        String segment = "0123456789/";
        assertKept(List.of(
                ObjectKey.of(segment.repeat(81) + "123456789"),
                ObjectKey.of(("y".repeat(224) + "/").repeat(3) + "y".repeat(225))));
    }

    // Closing

    @Test
    void canBeClosedTwice() {
        target.close();

        assertThatCode(target::close).doesNotThrowAnyException();
    }

    @Test
    void doesNothingAfterItWasClosed() {
        put("key", "content");
        target.close();

        assertThatIllegalStateException().isThrownBy(() -> target.put(List.of(request("other", "content"))));
        assertThatIllegalStateException().isThrownBy(() -> target.open(ObjectKey.of("key"), ByteRange.ALL));
        assertThatIllegalStateException().isThrownBy(() -> target.list(ListRequest.below(ObjectKey.ROOT)));
        assertThatIllegalStateException().isThrownBy(() -> target.delete(List.of(ObjectKey.of("key"))));
    }

    private void assertKept(List<ObjectKey> keys) throws IOException {
        assertStored(target.put(keys.stream()
                .map(key -> new PutRequest(key, new BytesPayload(key.bytes()), MOMENT))
                .toList()));

        List<ObjectKey> listed = new ArrayList<>();
        for (ListedObject object :
                target.list(ListRequest.below(ObjectKey.ROOT)).objects()) {
            listed.add(object.key());
        }
        assertThat(listed).isEqualTo(keys.stream().sorted().toList());
        for (ObjectKey key : keys) {
            assertThat(readBytes(key, ByteRange.ALL)).as(key.toString()).isEqualTo(key.bytes());
        }
        assertThat(target.delete(keys)).allMatch(DeleteResult.Absent.class::isInstance);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).isEmpty();
    }

    private void assertAbsent(String key) throws IOException {
        assertThatExceptionOfType(TargetException.NotFound.class)
                .isThrownBy(() -> target.open(ObjectKey.of(key), ByteRange.ALL));
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).doesNotContain(key);
    }

    private void put(String key, String content) {
        assertStored(target.put(List.of(request(key, content))));
    }

    private void putAll(List<String> keys) {
        assertStored(target.put(keys.stream().map(key -> request(key, key)).toList()));
    }

    private String read(String key) throws IOException {
        return read(key, ByteRange.ALL);
    }

    private String read(String key, ByteRange range) throws IOException {
        return new String(readBytes(ObjectKey.of(key), range), UTF_8);
    }

    private byte[] readBytes(ObjectKey key, ByteRange range) throws IOException {
        try (InputStream stream = target.open(key, range)) {
            return stream.readAllBytes();
        }
    }

    private List<String> list(ListRequest request) throws IOException {
        return names(target.list(request));
    }

    private List<String> listAll(ListRequest request) throws IOException {
        ListPage page = target.list(request);
        List<String> names = new ArrayList<>(names(page));
        while (page.more()) {
            assertThat(page.objects()).hasSize(request.limit());
            page = target.list(request.after(page.objects().getLast().key()));
            names.addAll(names(page));
        }
        return names;
    }

    private static List<String> names(ListPage page) {
        return page.objects().stream().map(object -> object.key().toString()).toList();
    }

    private List<PutResult> race(int racers, String key) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Callable<PutResult>> tasks = IntStream.range(0, racers)
                .<Callable<PutResult>>mapToObj(racer -> () -> {
                    start.await();
                    return target.put(List.of(request(key, "racer " + racer))).getFirst();
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            return results(threads.invokeAll(tasks));
        }
    }

    private static <T> List<T> atTheSameTime(int times, Callable<T> task) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
            return results(threads.invokeAll(Collections.nCopies(times, task)));
        }
    }

    private static <T> List<T> results(List<Future<T>> futures) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    private static ListRequest below(String ancestor) {
        return ListRequest.below(ObjectKey.of(ancestor));
    }

    private static PutRequest request(String key, String content) {
        return request(key, text(content));
    }

    private static PutRequest request(String key, Payload payload) {
        return new PutRequest(ObjectKey.of(key), payload, MOMENT);
    }

    private static Payload text(String content) {
        return new BytesPayload(content.getBytes(UTF_8));
    }

    private static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    private static void assertStored(List<PutResult> results) {
        assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(PutResult.Stored.class));
    }

    private static void assertFailed(List<PutResult> results, Class<? extends TargetException> cause) {
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(cause).hasMessageMatching("(?s).{10,}"));
    }
}
