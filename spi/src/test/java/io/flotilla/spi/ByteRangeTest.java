package io.flotilla.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ByteRangeTest {

    @Test
    void saysFirstBytesTheRestAndAll() {
        assertThat(ByteRange.first(100)).isEqualTo(new ByteRange(0, 100));
        assertThat(ByteRange.from(100)).isEqualTo(new ByteRange(100, Long.MAX_VALUE));
        assertThat(ByteRange.from(0)).isEqualTo(ByteRange.ALL);
    }

    @Test
    void isNeitherEmptyNorBeforeTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ByteRange(-1, 1))
                .withMessageContaining("-1+1");
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteRange(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.first(-5));
    }
}
