package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LtxHeaderTest {

    private static final LtxHeader INCREMENTAL = LtxFiles.header(4096, 6, 9, 9)
            .withWal(new WalSpan(32, 4120, 0xe092bbdd, 5))
            .withNodeId(-7);

    @Test
    void survivesWritingAndReadingInAnyByteOrder() throws LtxException {
        var buffer = ByteBuffer.allocate(120).order(ByteOrder.LITTLE_ENDIAN).position(10);
        INCREMENTAL.write(buffer);
        assertThat(buffer.position()).isEqualTo(110);
        assertThat(LtxHeader.read(buffer.position(10))).isEqualTo(INCREMENTAL);
        assertThat(buffer.position()).isEqualTo(110);
    }

    @Test
    void cutsTheTimestampToMilliseconds() {
        Instant fine = Instant.parse("2026-11-23T07:29:54.405999999Z");
        LtxHeader header = LtxHeader.of(512, 1, TxIdRange.of(TxId.FIRST), fine);
        assertThat(header.timestamp()).isEqualTo(Instant.parse("2026-11-23T07:29:54.405Z"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LtxHeader.of(512, 1, TxIdRange.of(TxId.FIRST), Instant.MAX))
                .withMessageContaining("timestamp");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sound")
    void takes(String what, Consumer<ByteBuffer> change) throws LtxException {
        assertThat(LtxHeader.read(changed(change))).isNotNull();
    }

    static Stream<Arguments> sound() {
        return Stream.of(
                change("nothing special", bytes -> {}),
                change("commit 0", bytes -> bytes.putInt(12, 0)),
                change("a timestamp before 1970", bytes -> bytes.putLong(32, Long.MIN_VALUE)),
                change("a timestamp far away", bytes -> bytes.putLong(32, Long.MAX_VALUE)),
                change("any node id", bytes -> bytes.putLong(72, -1)),
                change("reserved bytes", bytes -> bytes.putLong(80, -1).putInt(96, 7)),
                change("checksums", bytes -> bytes.putInt(4, 0).putLong(40, Long.MIN_VALUE)),
                change("a checksummed snapshot", bytes -> bytes.putInt(4, 0).putLong(16, 1)),
                change("salts of 0", bytes -> bytes.putLong(64, 0)),
                change(
                        "no WAL at all",
                        bytes -> bytes.putLong(48, 0).putLong(56, 0).putLong(64, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void refuses(String what, Consumer<ByteBuffer> change) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxHeader.read(changed(change)))
                .withMessageContaining(what);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                change("no LTX file", bytes -> bytes.put(3, (byte) '2')),
                change("flags 1: LTX v1", bytes -> bytes.putInt(4, 1)),
                change("unknown flags 0x3", bytes -> bytes.putInt(4, 3)),
                change("unknown flags 0x4", bytes -> bytes.putInt(4, 4)),
                change("unknown flags 0x80000002", bytes -> bytes.putInt(4, 0x80000002)),
                change("page size 0", bytes -> bytes.putInt(8, 0)),
                change("page size 1 ", bytes -> bytes.putInt(8, 1)),
                change("page size 256", bytes -> bytes.putInt(8, 256)),
                change("page size 4095", bytes -> bytes.putInt(8, 4095)),
                change("page size 131072", bytes -> bytes.putInt(8, 131072)),
                change("page size 2147483648", bytes -> bytes.putInt(8, Integer.MIN_VALUE)),
                change("commit of 2147483648 pages", bytes -> bytes.putInt(12, Integer.MIN_VALUE)),
                change("TXID", bytes -> bytes.putLong(16, 0)),
                change("TXID", bytes -> bytes.putLong(24, 0)),
                change("TXID", bytes -> bytes.putLong(24, -1)),
                change("ends before it begins", bytes -> bytes.putLong(24, 8)),
                change("pre-apply checksum in a file", bytes -> bytes.putLong(40, -1)),
                change(
                        "pre-apply checksum in a file",
                        bytes -> bytes.putInt(4, 0).putLong(16, 1).putLong(40, -1)),
                change("pre-apply checksum lacks bit 63", bytes -> bytes.putInt(4, 0)),
                change(
                        "pre-apply checksum lacks bit 63",
                        bytes -> bytes.putInt(4, 0).putLong(40, 7)),
                change("negative", bytes -> bytes.putLong(48, -1)),
                change("negative", bytes -> bytes.putLong(56, -1)),
                change(
                        "WAL offset is 0",
                        bytes -> bytes.putLong(48, 0).putLong(56, 0).putInt(68, 0)),
                change(
                        "WAL offset is 0",
                        bytes -> bytes.putLong(48, 0).putLong(56, 0).putInt(64, 0)),
                change("WAL offset is 0", bytes -> bytes.putLong(48, 0).putLong(64, 0)),
                change("ends inside the header", bytes -> bytes.limit(99)));
    }

    /// Whatever else is wrong with it.
    @Test
    void saysThatAFileIsOfAnotherVersion() {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(
                        () -> LtxHeader.read(changed(bytes -> bytes.putInt(4, 1).putLong(16, 0))))
                .withMessageContaining("flags 1: LTX v1");
    }

    @Test
    void isNotMadeWithFlagsThatNobodyKnows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LtxHeader(6, 512, 1, LtxFiles.range(2, 2), LtxFiles.NOON, 0, WalSpan.NONE, 0))
                .withMessageContaining("unknown flags 0x6");
    }

    @Test
    void theLockPageLiesAtOneGibibyte() {
        assertThat(Stream.of(512, 1024, 2048, 4096, 8192, 16384, 32768, 65536).map(LockPage::number))
                .containsExactly(2097153, 1048577, 524289, 262145, 131073, 65537, 32769, 16385);
    }

    private static Arguments change(String what, Consumer<ByteBuffer> change) {
        return arguments(what, change);
    }

    private static ByteBuffer changed(Consumer<ByteBuffer> change) {
        var bytes = ByteBuffer.wrap(RawLtx.bytesOf(INCREMENTAL));
        change.accept(bytes);
        return bytes;
    }
}
