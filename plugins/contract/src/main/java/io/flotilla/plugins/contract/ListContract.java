package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.MOMENT;
import static io.flotilla.plugins.contract.Samples.SEED;
import static io.flotilla.plugins.contract.Samples.below;
import static io.flotilla.plugins.contract.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a target promises about the objects that it lists.
interface ListContract extends TargetUnderTest {

    @Test
    default void listsKeysWithSizesAndTimestamps() throws IOException {
        put("a/b", "12345");

        assertThat(target().list(ListRequest.below(ObjectKey.ROOT)).objects())
                .extracting(object -> object.key().toString(), ListedObject::size)
                .containsExactly(tuple("a/b", 5L));
    }

    @Test
    default void keepsTimestampsToTheMillisecondOrSaysThatItDoesNot() throws IOException {
        List<Instant> moments = List.of(
                Instant.parse("1970-01-01T00:00:00.001Z"),
                Instant.parse("2001-09-09T01:46:40Z"),
                MOMENT,
                Instant.parse("2026-02-03T04:05:06.999Z"),
                Instant.parse("2039-12-31T23:59:59.123Z"));
        for (Instant moment : moments) {
            assertStored(target().put(List.of(new PutRequest(ObjectKey.of("at/" + moment), text("x"), moment))));
        }

        for (ListedObject object :
                target().list(ListRequest.below(ObjectKey.of("at"))).objects()) {
            if (object.timestampExact()) {
                assertThat(object.key()).isEqualTo(ObjectKey.of("at/" + object.timestamp()));
            }
        }
    }

    @Test
    default void listsInTheOrderOfTheBytesOfKeys() throws IOException {
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
    default void sortsADirectoryAsIfASlashWereBehindItsName() throws IOException {
        putAll(List.of("a/b", "a-b", "a0", "a!"));

        assertThat(list(ListRequest.below(ObjectKey.ROOT))).containsExactly("a!", "a-b", "a/b", "a0");
        assertThat(list(ListRequest.below(ObjectKey.ROOT).after(ObjectKey.of("a-b"))))
                .containsExactly("a/b", "a0");
    }

    @Test
    default void listsNothingBelowAnEmptyOrMissingAncestor() throws IOException {
        assertThat(target().list(ListRequest.below(ObjectKey.ROOT))).isEqualTo(new ListPage(List.of(), false));
        assertThat(target().list(below("never"))).isEqualTo(new ListPage(List.of(), false));
        put("once/a", "content");
        target().delete(List.of(ObjectKey.of("once/a")));

        assertThat(target().list(below("once"))).isEqualTo(new ListPage(List.of(), false));
        assertThat(target().list(below("once/a/b"))).isEqualTo(new ListPage(List.of(), false));
    }

    @Test
    default void takesAnAncestorForWholeSegmentsOnly() throws IOException {
        putAll(List.of("a/x", "ab/y", "a.b/z", "a0"));

        assertThat(list(below("a"))).containsExactly("a/x");
        assertThat(list(below("ab"))).containsExactly("ab/y");
    }

    @Test
    default void doesNotListAnObjectBelowItself() throws IOException {
        put("a/b", "content");

        assertThat(list(below("a/b"))).isEmpty();
    }

    @Test
    default void listsWhateverWasAcknowledgedBefore() throws IOException {
        for (int i = 100; i < 150; i++) {
            put("n/" + i, "x");
            assertThat(list(below("n"))).hasSize(i - 99).endsWith("n/" + i);
        }
    }
}
