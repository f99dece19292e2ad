package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TxIdTest {

    @Test
    void isWrittenAsSixteenLowerCaseDigits() {
        assertThat(new TxId(0x2ab).hex()).isEqualTo("00000000000002ab");
        assertThat(TxId.parse("00000000000002AB")).isEqualTo(new TxId(0x2ab));
        assertThat(TxId.parse("7fffffffffffffff").value()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "000000000000001",
                "00000000000000001",
                "000000000000000g",
                "+000000000000001",
                "0000000000000000",
                "8000000000000000",
                "00000000000000١a"
            })
    void refusesAnythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TxId.parse(text)).withMessageContaining("TXID");
    }

    @Test
    void countsUpFromOne() {
        assertThat(TxId.FIRST.next()).isEqualTo(new TxId(2)).isGreaterThan(TxId.FIRST);
        assertThatIllegalArgumentException().isThrownBy(() -> new TxId(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new TxId(-1));
    }

    @Test
    void aRangeKnowsWhatMayComeBefore() {
        TxIdRange range = LtxFiles.range(5, 8);
        assertThat(range).hasToString("0000000000000005-0000000000000008");

        assertThat(range.follows(LtxFiles.range(1, 4))).isTrue();
        assertThat(range.follows(LtxFiles.range(1, 7))).isTrue();
        assertThat(range.follows(LtxFiles.range(7, 7))).isTrue();
        assertThat(range.follows(LtxFiles.range(1, 3))).isFalse();
        assertThat(range.follows(LtxFiles.range(1, 8))).isFalse();
        assertThat(TxIdRange.of(TxId.FIRST).follows(LtxFiles.range(Long.MAX_VALUE, Long.MAX_VALUE)))
                .isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> LtxFiles.range(3, 2));
    }
}
