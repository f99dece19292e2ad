package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.Samples.below;
import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a target promises about lists that are asked for in parts.
interface PageContract extends TargetUnderTest {

    @Test
    default void listsThousandsInPages() throws IOException {
        List<String> names = IntStream.range(0, 2500)
                .mapToObj(i -> "db/%d/%04d".formatted(i / 900, i))
                .toList();
        putAll(names);

        ListPage first = target().list(ListRequest.below(ObjectKey.of("db")));
        assertThat(first.objects()).hasSize(1000);
        assertThat(first.more()).isTrue();
        assertThat(listAll(ListRequest.below(ObjectKey.of("db")))).isEqualTo(names);
    }

    @Test
    default void hasNoPageBehindAnExactlyFullOne() throws IOException {
        putAll(List.of("a", "b", "c", "d"));

        assertThat(listAll(ListRequest.below(ObjectKey.ROOT).limit(2))).containsExactly("a", "b", "c", "d");
        assertThat(target().list(ListRequest.below(ObjectKey.ROOT).limit(4)).objects())
                .hasSize(4);
    }

    @Test
    default void startsBehindAKeyThatNeedNotExist() throws IOException {
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
    default void startsBehindAKeyOutsideTheAncestor() throws IOException {
        putAll(List.of("c/x", "d/a", "d/b", "e/x"));

        assertThat(list(below("d").after(ObjectKey.of("a")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("c/z")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d-")))).containsExactly("d/a", "d/b");
        assertThat(list(below("d").after(ObjectKey.of("d0")))).isEmpty();
        assertThat(list(below("d").after(ObjectKey.of("e")))).isEmpty();
    }
}
