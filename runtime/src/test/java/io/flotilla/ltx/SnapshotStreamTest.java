package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotStreamTest {

    private static final LtxHeader WHOLE =
            LtxFiles.header(4096, 9, 5, 7).withWal(new WalSpan(32, 0, 0, 0)).withNodeId(11);

    /// Noise, so that the writer's buffer fills and empties on the way.
    private static SortedMap<Integer, byte[]> pages(int first, int last) {
        var random = new Random(1);
        var pages = new TreeMap<Integer, byte[]>();
        for (int number = first; number <= last; number++) {
            pages.put(number, LtxFiles.noise(random, 4096));
        }
        return pages;
    }

    private static byte[] file(FrameEncoding encoding, int first, int last) {
        return LtxFiles.write(WHOLE, encoding, pages(first, last));
    }

    @ParameterizedTest
    @EnumSource
    void hasThePagesOfTheFileFromTheFirstTxIdOnInTheSameEncoding(FrameEncoding encoding) throws IOException {
        byte[] expected = LtxFiles.write(WHOLE.withRange(LtxFiles.range(1, 7)), encoding, pages(1, 9));
        try (InputStream snapshot = SnapshotStream.of(new ByteArrayInputStream(file(encoding, 1, 9)))) {
            assertThat(snapshot.readAllBytes()).isEqualTo(expected);
        }
    }

    @Test
    void givesTheSameByteByByteAndInPieces() throws IOException {
        byte[] file = file(FrameEncoding.BLOCK, 1, 9);
        byte[] expected = SnapshotStream.of(new ByteArrayInputStream(file)).readAllBytes();
        var single = new ByteArrayOutputStream();
        InputStream bytes = SnapshotStream.of(new ByteArrayInputStream(file));
        for (int value = bytes.read(); value >= 0; value = bytes.read()) {
            single.write(value);
        }
        assertThat(single.toByteArray()).isEqualTo(expected);
        assertThat(bytes.read()).isEqualTo(-1);

        byte[] pieces = new byte[expected.length + 3];
        InputStream stream = SnapshotStream.of(new ByteArrayInputStream(file));
        assertThat(stream.read(pieces, 3, 0)).isZero();
        int at = 3;
        for (int count = stream.read(pieces, at, 7); count > 0; count = stream.read(pieces, at, 7)) {
            at += count;
            if (at + 7 > pieces.length) {
                break;
            }
        }
        at += stream.readNBytes(pieces, at, pieces.length - at);
        assertThat(at).isEqualTo(pieces.length);
        assertThat(Arrays.copyOfRange(pieces, 3, at)).isEqualTo(expected);
    }

    @Test
    void refusesAFileThatLacksPages() throws IOException {
        assertRefused("does not hold the whole database: page 1 is missing", file(FrameEncoding.BLOCK, 2, 9));
        assertRefused("does not hold the whole database: page 9 is missing", file(FrameEncoding.BLOCK, 1, 8));
    }

    @Test
    void doesNotEndBeforeTheFileHeld() {
        byte[] damaged = file(FrameEncoding.BLOCK, 1, 9);
        damaged[damaged.length - 1] ^= 1;
        assertRefused("file checksum", damaged);
    }

    private static void assertRefused(String why, byte[] file) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(
                        () -> SnapshotStream.of(new ByteArrayInputStream(file)).readAllBytes())
                .withMessageContaining(why);
    }

    @Test
    void closesTheFileWithItselfAndWhereThereIsNoSnapshot() throws IOException {
        var whole = new Closing(file(FrameEncoding.BLOCK, 1, 9));
        SnapshotStream.of(whole).close();
        assertThat(whole.closed).isTrue();

        var checksummed = new Closing(LtxFiles.checksummedSnapshot());
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> SnapshotStream.of(checksummed))
                .withMessageContaining("this file makes no snapshot: Database checksums are not written");
        assertThat(checksummed.closed).isTrue();

        var cut = new Closing(Arrays.copyOf(file(FrameEncoding.BLOCK, 1, 9), 150));
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> SnapshotStream.of(cut))
                .withMessageContaining("file ends inside the page");
        assertThat(cut.closed).isTrue();
    }

    private static final class Closing extends ByteArrayInputStream {

        private boolean closed;

        Closing(byte[] bytes) {
            super(bytes);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
