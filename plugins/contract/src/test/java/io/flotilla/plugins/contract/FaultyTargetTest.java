package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.Calls.Operation.DELETE;
import static io.flotilla.plugins.contract.Calls.Operation.LIST;
import static io.flotilla.plugins.contract.Calls.Operation.OPEN;
import static io.flotilla.plugins.contract.Calls.Operation.PUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FaultyTargetTest {

    private final MemoryTarget memory = new MemoryTarget();
    private final FaultyTarget target = new FaultyTarget(memory);

    @Test
    void failsTheNthPutAndNoOther() {
        Fault fault = Fault.unavailable(Calls.only(PUT, 2));
        target.add(fault);

        assertThat(put("a")).allMatch(PutResult.Stored.class::isInstance);
        assertThat(put("b", "c")).hasSize(2).allMatch(FaultyTargetTest::isUnavailable);
        assertThat(put("b")).allMatch(PutResult.Stored.class::isInstance);

        assertThat(target.fired(fault)).isEqualTo(1);
        assertThat(target.calls(PUT)).isEqualTo(3);
        assertThat(keysInMemory()).containsExactly("a", "b");
    }

    @Test
    void failsFromTheNthCallOnUntilItIsHealed() throws IOException {
        put("a");
        Fault fault = Fault.refused(Calls.from(OPEN, 2));
        target.add(fault);

        assertThat(read("a")).isEqualTo("a");
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(TargetException.Refused.class).isThrownBy(() -> read("a"));
        }
        target.heal();

        assertThat(read("a")).isEqualTo("a");
        assertThat(target.fired(fault)).isEqualTo(3);
    }

    @Test
    void failsListsAndDeletes() throws IOException {
        put("a");
        Fault list = Fault.unavailable(Calls.all(LIST));
        Fault delete = Fault.unavailable(Calls.all(DELETE));
        target.add(list);
        target.add(delete);

        assertThatExceptionOfType(TargetException.Unavailable.class)
                .isThrownBy(() -> target.list(ListRequest.below(ObjectKey.ROOT)));
        assertThat(target.delete(List.of(ObjectKey.of("a"))))
                .singleElement()
                .isInstanceOf(DeleteResult.NotDeleted.class);

        assertThat(keysInMemory()).containsExactly("a");
        assertThat(target.fired(list) + target.fired(delete)).isEqualTo(2);
    }

    @Test
    void failsOnlyTheGivenKeysOfABatchAndKeepsItsOrder() {
        Fault fault = new Fault.Fails(
                Calls.all(PUT),
                key -> key.isBelow(ObjectKey.of("bad")),
                () -> new TargetException.Refused("no room for this one"));
        target.add(fault);

        List<PutResult> results = put("a", "bad/1", "b", "bad/2", "c");

        assertThat(results)
                .extracting(result -> result.key().toString())
                .containsExactly("a", "bad/1", "b", "bad/2", "c");
        assertThat(results).map(PutResult.Stored.class::isInstance).containsExactly(true, false, true, false, true);
        assertThat(target.fired(fault)).isEqualTo(1);
        put("d");
        assertThat(target.fired(fault)).isEqualTo(1);
    }

    @Test
    void letsACallWaitForTheTest() {
        List<List<String>> seen = new ArrayList<>();
        Fault fault = new Fault.Waits(Calls.only(PUT, 2), () -> seen.add(keysInMemory()));
        target.add(fault);

        put("a");
        put("b");
        put("c");

        assertThat(seen).containsExactly(List.of("a"));
        assertThat(target.fired(fault)).isEqualTo(1);
    }

    @Test
    void losesTheAnswerAfterStoring() {
        Fault fault = new Fault.LosesAnswer(Calls.only(PUT, 1));
        target.add(fault);

        assertThat(put("a", "b")).hasSize(2).allMatch(FaultyTargetTest::isUnavailable);

        assertThat(keysInMemory()).containsExactly("a", "b");
        assertThat(target.fired(fault)).isEqualTo(1);
        assertThat(put("a"))
                .singleElement()
                .isInstanceOfSatisfying(
                        PutResult.NotStored.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(TargetException.AlreadyExists.class));
    }

    @Test
    void losesTheAnswerAfterDeleting() {
        put("a");
        Fault fault = new Fault.LosesAnswer(Calls.all(DELETE));
        target.add(fault);

        assertThat(target.delete(List.of(ObjectKey.of("a"))))
                .singleElement()
                .isInstanceOf(DeleteResult.NotDeleted.class);

        assertThat(keysInMemory()).isEmpty();
        assertThat(target.fired(fault)).isEqualTo(1);
    }

    @Test
    void doesNotCountALostAnswerThatWasAFailureAnyway() {
        put("a");
        Fault fault = new Fault.LosesAnswer(Calls.all(PUT));
        target.add(fault);

        assertThat(put("a")).allMatch(FaultyTargetTest::isUnavailable);

        assertThat(target.fired(fault)).isZero();
    }

    @Test
    void cutsAReadAfterSomeBytes() throws IOException {
        put("0123456789");
        Fault fault = new Fault.CutsRead(Calls.only(OPEN, 1), 4);
        target.add(fault);

        try (InputStream stream = target.open(ObjectKey.of("0123456789"), ByteRange.ALL)) {
            assertThat(stream.readNBytes(4)).asString().isEqualTo("0123");
            assertThatExceptionOfType(TargetException.Unavailable.class).isThrownBy(stream::read);
        }
        assertThat(target.fired(fault)).isEqualTo(1);
        assertThat(read("0123456789")).isEqualTo("0123456789");
    }

    @Test
    void doesNotCutAReadThatEndsEarlier() throws IOException {
        put("0123");
        Fault fault = new Fault.CutsRead(Calls.all(OPEN), 4);
        target.add(fault);

        assertThat(read("0123")).isEqualTo("0123");

        assertThat(target.fired(fault)).isZero();
    }

    @Test
    void listsLate() throws IOException {
        Fault fault = new Fault.ListsLate(2);
        target.add(fault);

        put("a");
        assertThat(keys(ListRequest.below(ObjectKey.ROOT))).isEmpty();
        put("b");
        assertThat(keys(ListRequest.below(ObjectKey.ROOT))).isEmpty();
        put("c");
        assertThat(keys(ListRequest.below(ObjectKey.ROOT))).containsExactly("a");
        assertThat(target.fired(fault)).isEqualTo(3);

        target.heal();
        assertThat(keys(ListRequest.below(ObjectKey.ROOT))).containsExactly("a", "b", "c");
    }

    @Test
    void goesOnBehindAPageOfWhichNothingIsListedYet() throws IOException {
        put("z");
        target.add(new Fault.ListsLate(2));
        put("a");
        put("b");

        assertThat(keys(ListRequest.below(ObjectKey.ROOT).limit(1))).containsExactly("z");
    }

    @Test
    void refusesFaultsThatCannotHappen() {
        assertThatIllegalArgumentException().isThrownBy(() -> Calls.only(PUT, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Calls(PUT, 2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.LosesAnswer(Calls.all(LIST)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.CutsRead(Calls.all(LIST), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault.ListsLate(0));
        assertThatCode(() -> new Fault.CutsRead(Calls.all(OPEN), 0)).doesNotThrowAnyException();
    }

    private List<PutResult> put(String... keys) {
        return target.put(Stream.of(keys)
                .map(key -> new PutRequest(
                        ObjectKey.of(key), new BytesPayload(ObjectKey.of(key).bytes()), Instant.EPOCH))
                .toList());
    }

    private String read(String key) throws IOException {
        try (InputStream stream = target.open(ObjectKey.of(key), ByteRange.ALL)) {
            return ObjectKey.ofBytes(stream.readAllBytes()).toString();
        }
    }

    private List<String> keys(ListRequest request) throws IOException {
        return names(target.list(request));
    }

    private List<String> keysInMemory() {
        return names(memory.list(ListRequest.below(ObjectKey.ROOT)));
    }

    private static List<String> names(ListPage page) {
        return page.objects().stream()
                .map(ListedObject::key)
                .map(ObjectKey::toString)
                .toList();
    }

    private static boolean isUnavailable(PutResult result) {
        return result instanceof PutResult.NotStored failed && failed.cause() instanceof TargetException.Unavailable;
    }
}
