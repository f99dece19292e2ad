package io.flotilla.plugins.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.flotilla.spi.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyTextTest {

    private static final long SEED = 20261126;

    /// Bytes at which UTF-8, XML and the escape decide something.
    private static final int[] TURNS = {
        1, 9, 0x0a, 0x1f, ' ', 'a', '/', 0x7e, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbd, 0xbe, 0xbf, 0xc0, 0xc1, 0xc2,
        0xc3, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db/0000/0000000000000001-0000000000000001.ltx",
                "with space/ä/日本語/😀",
                "100% ~ ?query&#fragment+plus",
                "\u007f\u0085\ufffd"
            })
    void ordinaryTextStaysAsItIs(String text) {
        assertThat(KeyText.of(ObjectKey.of(text))).isEqualTo(text);
        assertThat(KeyText.parse(text)).contains(ObjectKey.of(text));
    }

    @Test
    void anyBytesComeBackAndKeepTheirOrder() {
        var random = new Random(SEED);
        List<ObjectKey> keys = new ArrayList<>();
        while (keys.size() < 20_000) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) TURNS[random.nextInt(TURNS.length)];
            }
            try {
                keys.add(ObjectKey.ofBytes(bytes));
            } catch (IllegalArgumentException noKey) {
                // An empty segment: the next one.
            }
        }
        keys.sort(null);

        byte[] last = {};
        ObjectKey before = ObjectKey.ROOT;
        for (ObjectKey key : keys) {
            String text = KeyText.of(key);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(KeyText.parse(text)).as("seed %d: %s", SEED, key).contains(key);
            assertThat(Integer.signum(Arrays.compareUnsigned(last, bytes)))
                    .as("seed %d: %s and %s", SEED, before, key)
                    .isEqualTo(Integer.signum(before.compareTo(key)));
            last = bytes;
            before = key;
        }
    }

    @Test
    void aSegmentIsSpelledForItself() {
        var random = new Random(SEED);
        for (int i = 0; i < 5_000; i++) {
            ObjectKey above = segment(random);
            ObjectKey below = segment(random);

            assertThat(KeyText.of(above.child(below))).isEqualTo(KeyText.of(above) + "/" + KeyText.of(below));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "/a", "a/", "..", "line\nbreak", "\t", "\t1", "\tzz", "\t41", "a\udbff\udfff41"})
    void otherPeoplesNamesAreNoKeys(String text) {
        assertThat(KeyText.parse(text)).isEmpty();
    }

    private static ObjectKey segment(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < bytes.length; i++) {
            int turn = TURNS[random.nextInt(TURNS.length)];
            bytes[i] = (byte) (turn == '/' ? 'x' : turn);
        }
        return ObjectKey.ofBytes(bytes);
    }
}
