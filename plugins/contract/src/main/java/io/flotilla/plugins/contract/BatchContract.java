package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertFailed;
import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.SEED;
import static io.flotilla.plugins.contract.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a target promises about several objects that are put in one call.
interface BatchContract extends TargetUnderTest {

    @Test
    default void answersInTheOrderOfTheBatch() {
        List<String> names = new ArrayList<>(
                IntStream.range(0, 100).mapToObj(i -> i % 7 + "/" + i).toList());
        Collections.shuffle(names, new Random(SEED));

        List<PutResult> results =
                target().put(names.stream().map(name -> request(name, name)).toList());

        assertThat(results).extracting(result -> result.key().toString()).isEqualTo(names);
        assertStored(results);
    }

    @Test
    default void storesTheOthersOfABatchWhenOneExistsAlready() throws IOException {
        put("b", "old");

        List<PutResult> results = target().put(List.of(request("a", "new"), request("b", "new"), request("c", "new")));

        assertStored(List.of(results.get(0), results.get(2)));
        assertFailed(List.of(results.get(1)), TargetException.AlreadyExists.class);
        assertThat(read("a") + read("b") + read("c")).isEqualTo("newoldnew");
    }

    @Test
    default void storesTheOthersOfABatchWhenOneContentCannotBeRead() throws IOException {
        List<PutResult> results = target().put(List.of(
                request("a", "new"), request("b", BrokenPayload.failingAfter(10, 1000)), request("c", "new")));

        assertStored(List.of(results.get(0), results.get(2)));
        assertFailed(List.of(results.get(1)), TargetException.Unavailable.class);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a", "c");
    }

    @Test
    default void storesTheOthersOfALargeBatchWhenOneContentCannotBeRead() throws IOException {
        List<PutRequest> batch = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> request("db" + i + "/ltx/0/1", "content " + i))
                .toList());
        batch.set(150, request("db150/ltx/0/1", BrokenPayload.endingAfter(10, 1000)));

        List<PutResult> results = new ArrayList<>(target().put(batch));

        assertFailed(List.of(results.remove(150)), TargetException.Unavailable.class);
        assertStored(results);
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).hasSize(299).doesNotContain("db150/ltx/0/1");
    }

    @Test
    default void refusesTheSameKeyTwiceInABatchAndDoesNothing() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target().put(List.of(request("a", "1"), request("b", "2"), request("a", "3"))))
                .withMessageContaining("a");

        assertThat(list(ListRequest.below(ObjectKey.ROOT))).isEmpty();
    }

    @Test
    default void answersAnEmptyBatchWithNothing() {
        assertThat(target().put(List.of())).isEmpty();
        assertThat(target().delete(List.of())).isEmpty();
    }
}
