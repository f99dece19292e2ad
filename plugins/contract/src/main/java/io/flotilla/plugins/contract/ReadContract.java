package io.flotilla.plugins.contract;

import static io.flotilla.plugins.contract.PutResults.assertStored;
import static io.flotilla.plugins.contract.Samples.randomBytes;
import static io.flotilla.plugins.contract.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a target promises about reading an object.
interface ReadContract extends TargetUnderTest {

    @Test
    default void readsRanges() throws IOException {
        put("key", "0123456789");

        assertThat(read("key", ByteRange.ALL)).isEqualTo("0123456789");
        assertThat(read("key", ByteRange.first(4))).isEqualTo("0123");
        assertThat(read("key", new ByteRange(3, 4))).isEqualTo("3456");
        assertThat(read("key", new ByteRange(9, 1))).isEqualTo("9");
        assertThat(read("key", ByteRange.from(7))).isEqualTo("789");
    }

    @Test
    default void givesWhatIsThereOfARangePastTheEnd() throws IOException {
        put("key", "0123456789");

        assertThat(read("key", new ByteRange(7, 100))).isEqualTo("789");
        assertThat(read("key", new ByteRange(1, Long.MAX_VALUE))).isEqualTo("123456789");
    }

    @Test
    default void givesAnEmptyStreamForARangeBehindTheEnd() throws IOException {
        put("key", "0123456789");
        put("empty", "");

        assertThat(read("key", new ByteRange(10, 1))).isEmpty();
        assertThat(read("key", new ByteRange(11, 5))).isEmpty();
        assertThat(read("key", ByteRange.from(Long.MAX_VALUE))).isEmpty();
        assertThat(read("empty", ByteRange.first(10))).isEmpty();
    }

    @Test
    default void readsByteByByte() throws IOException {
        put("key", "0ÿ9");

        try (InputStream stream = target().open(ObjectKey.of("key"), ByteRange.from(1))) {
            assertThat(new int[] {stream.read(), stream.read(), stream.read(), stream.read(), stream.read()})
                    .containsExactly(0xC3, 0xBF, '9', -1, -1);
        }
    }

    @Test
    default void saysThatAnObjectIsNotThere() {
        put("a/b", "content");

        for (String absent : List.of("c", "a/c", "a", "a/b/c", "a/b/c/d")) {
            assertThatExceptionOfType(TargetException.NotFound.class)
                    .isThrownBy(() -> target().open(ObjectKey.of(absent), ByteRange.ALL))
                    .withMessageContaining(absent);
        }
    }

    @Test
    default void canBeReadByManyAtTheSameTime() throws Exception {
        byte[] content = randomBytes(1_000_000);
        assertStored(target().put(List.of(request("key", new BytesPayload(content)))));

        List<byte[]> copies = Race.of(8, reader -> readBytes(ObjectKey.of("key"), ByteRange.ALL));

        assertThat(copies).hasSize(8).allMatch(copy -> Arrays.equals(copy, content));
    }
}
