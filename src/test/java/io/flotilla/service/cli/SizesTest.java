package io.flotilla.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizesTest {

    @Test
    void showsBytesWithTheUnitThatFits() {
        assertThat(Sizes.bytes(0)).isEqualTo("0 B");
        assertThat(Sizes.bytes(999)).isEqualTo("999 B");
        assertThat(Sizes.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Sizes.bytes(999_499)).isEqualTo("999 kB");
        assertThat(Sizes.bytes(999_500)).isEqualTo("1.0 MB");
        assertThat(Sizes.bytes(123_456_789_012L)).isEqualTo("123 GB");
        assertThat(Sizes.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
    }

    @Test
    void showsTimeWithTheUnitThatFits() {
        assertThat(Sizes.duration(Duration.ofMillis(12))).isEqualTo("12 ms");
        assertThat(Sizes.duration(Duration.ofMillis(3210))).isEqualTo("3.2 s");
        assertThat(Sizes.duration(Duration.ofSeconds(320))).isEqualTo("5 min 20 s");
        assertThat(Sizes.duration(Duration.ofMinutes(423))).isEqualTo("7 h 3 min");
    }

    @Test
    void countsOneAndMany() {
        assertThat(Sizes.count(1, "page")).isEqualTo("1 page");
        assertThat(Sizes.count(0, "page")).isEqualTo("0 pages");
    }
}
