package io.flotilla.plugins.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a target promises about removing objects.
interface DeleteContract extends TargetUnderTest {

    @Test
    default void removesObjects() throws IOException {
        putAll(List.of("a/b", "a/c"));

        assertThat(target().delete(List.of(ObjectKey.of("a/b"))))
                .containsExactly(new DeleteResult.Absent(ObjectKey.of("a/b")));

        assertAbsent("a/b");
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a/c");
    }

    @Test
    default void removesAThousandAtOnceWhetherOrNotTheyAreThere() throws IOException {
        List<String> names =
                IntStream.range(0, 1000).mapToObj(i -> "d" + i % 10 + "/" + i).toList();
        putAll(IntStream.range(0, 1000)
                .filter(i -> i % 3 > 0)
                .mapToObj(names::get)
                .toList());
        put("stays", "content");

        List<DeleteResult> results =
                target().delete(names.stream().map(ObjectKey::of).toList());

        assertThat(results)
                .isEqualTo(names.stream()
                        .map(name -> new DeleteResult.Absent(ObjectKey.of(name)))
                        .toList());
        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("stays");
    }

    @Test
    default void removesNothingBelowTheKeyOfAnAbsentObject() throws IOException {
        put("a/b", "content");

        target().delete(List.of(ObjectKey.of("a")));

        assertThat(read("a/b")).isEqualTo("content");
    }
}
