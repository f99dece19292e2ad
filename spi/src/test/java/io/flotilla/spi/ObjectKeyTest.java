package io.flotilla.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectKeyTest {

    @Test
    void keepsItsBytes() {
        byte[] bytes = {'a', '/', (byte) 0xFF, '\n', '%'};

        assertThat(ObjectKey.ofBytes(bytes).bytes()).isEqualTo(bytes);
        assertThat(ObjectKey.of("ä/😀").bytes())
                .isEqualTo(
                        new byte[] {(byte) 0xC3, (byte) 0xA4, '/', (byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80});
    }

    @Test
    void doesNotChangeWithTheArraysItTakesAndGives() {
        byte[] bytes = {'a'};
        ObjectKey key = ObjectKey.ofBytes(bytes);
        bytes[0] = '/';
        key.bytes()[0] = '/';

        assertThat(key).isEqualTo(ObjectKey.of("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/.", "a/..", "a/../b", "a/./b", "\0", "a\0b"
            })
    @Tag("I-4")
    void refusesWhatCouldLeaveItsRoot(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.of(text));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectKey.of("a").child(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", ".a", "a.", "..a", "a..", " ", "\n", "%2e%2e", "a/...", "\\..\\a"})
    void takesNamesThatOnlyLookDangerous(String text) {
        assertThat(ObjectKey.of(text)).hasToString(text);
    }

    @Test
    void takesTheEmptyTextForTheRoot() {
        assertThat(ObjectKey.of("")).isEqualTo(ObjectKey.ROOT);
        assertThat(ObjectKey.ROOT.isRoot()).isTrue();
        assertThat(ObjectKey.of("a").isRoot()).isFalse();
    }

    @Test
    void joinsSegments() {
        ObjectKey key = ObjectKey.of("a");

        assertThat(key.child("b/c")).isEqualTo(ObjectKey.of("a/b/c"));
        assertThat(ObjectKey.ROOT.child(key)).isEqualTo(key);
        assertThat(key.child(ObjectKey.ROOT)).isEqualTo(key);
        assertThat(ObjectKey.ROOT.child(ObjectKey.ROOT)).isEqualTo(ObjectKey.ROOT);
    }

    @Test
    void knowsWhatIsBelowIt() {
        ObjectKey key = ObjectKey.of("a/b");

        assertThat(Stream.of("a/b/c", "a/b/c/d").map(ObjectKey::of)).allMatch(below -> below.isBelow(key));
        assertThat(Stream.of("a", "a/b", "a/bc", "a/bc/d", "a/b-/c", "", "b/a/b/c")
                        .map(ObjectKey::of))
                .noneMatch(other -> other.isBelow(key));
        assertThat(key.isBelow(ObjectKey.ROOT)).isTrue();
        assertThat(ObjectKey.ROOT.isBelow(ObjectKey.ROOT)).isFalse();
    }

    @Test
    void isOrderedByUnsignedBytes() {
        List<ObjectKey> sorted =
                new ArrayList<>(Stream.of("", "a", "a!b", "a-b", "a/b", "a0", "aa", "b", "é", "\uFFFD", "😀")
                        .map(ObjectKey::of)
                        .toList());
        sorted.add(ObjectKey.ofBytes(new byte[] {(byte) 0xFF}));

        assertThat(sorted.reversed().stream().sorted()).isEqualTo(sorted);
    }

    @Test
    void isEqualToAKeyWithTheSameBytesOnly() {
        assertThat(ObjectKey.of("caf\u00E9"))
                .isEqualTo(ObjectKey.of("caf\u00E9"))
                .hasSameHashCodeAs(ObjectKey.of("caf\u00E9"))
                .isNotEqualTo(ObjectKey.of("cafe\u0301"));
    }

    @Test
    void showsBytesThatAreNotUtf8InHexadecimal() {
        ObjectKey key = ObjectKey.ofBytes(new byte[] {'a', (byte) 0xFF});

        assertThat(key.isUtf8()).isFalse();
        assertThat(key).hasToString("bytes:61ff");
        assertThat(ObjectKey.of("ä").isUtf8()).isTrue();
        assertThat(ObjectKey.ofBytes(new byte[] {(byte) 0xC0, (byte) 0x80}).isUtf8())
                .isFalse();
    }

    @Test
    void hasSegments() {
        assertThat(ObjectKey.ROOT.segments()).isZero();
        ObjectKey key = ObjectKey.of("ab/c/def");
        assertThat(key.segments()).isEqualTo(3);
        assertThat(key.segment(0)).isEqualTo(ObjectKey.of("ab"));
        assertThat(key.segment(1)).isEqualTo(ObjectKey.of("c"));
        assertThat(key.segment(2)).isEqualTo(ObjectKey.of("def"));
    }
}
