package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PageIndexTest {

    private static final byte[] FILE = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);

    @Test
    void findsTheFramesOfAKnownFile() throws LtxException {
        PageIndex index = PageIndex.read(tail(FILE, 32), FILE.length);
        assertThat(index.size()).isEqualTo(2);
        assertThat(index.find(1)).contains(new PageIndex.Frame(1, 100, 34));
        assertThat(index.find(2)).contains(new PageIndex.Frame(2, 134, 51));
        assertThat(index.find(3)).isEmpty();
        assertThat(index.find(0)).isEmpty();
    }

    @Test
    void saysHowManyBytesItNeeds() throws LtxException {
        for (int given = 24; given <= FILE.length; given++) {
            assertThat(PageIndex.bytesNeeded(tail(FILE, given), FILE.length)).isEqualTo(32);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PageIndex.read(tail(FILE, 31), FILE.length))
                .withMessageContaining("the last 32 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> PageIndex.bytesNeeded(tail(FILE, 23), FILE.length));
        assertThatIllegalArgumentException().isThrownBy(() -> PageIndex.read(tail(FILE, 200), 199));
    }

    @Test
    void leavesTheGivenBufferAlone() throws LtxException {
        ByteBuffer tail = ByteBuffer.wrap(FILE).position(150);
        PageIndex.read(tail, FILE.length);
        assertThat(tail.position()).isEqualTo(150);
        assertThat(tail.limit()).isEqualTo(FILE.length);
    }

    @Test
    void refusesAnIndexThatDoesNotFitTheFile() {
        for (int tooShort : new int[] {30, 130}) {
            assertThatExceptionOfType(LtxException.class)
                    .isThrownBy(() -> PageIndex.bytesNeeded(tail(FILE, 30), tooShort))
                    .withMessage("no LTX file, it has only " + tooShort + " bytes");
        }
        for (long length : new long[] {0, -1, FILE.length, Long.MAX_VALUE, Long.MIN_VALUE, 7, 9}) {
            byte[] damaged = FILE.clone();
            ByteBuffer.wrap(damaged).putLong(FILE.length - 24, length);
            assertThatExceptionOfType(LtxException.class)
                    .isThrownBy(() -> PageIndex.read(ByteBuffer.wrap(damaged), damaged.length))
                    .withMessageContaining("page index");
        }
        byte[] endless = FILE.clone();
        endless[FILE.length - 24] = 1;
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> PageIndex.read(ByteBuffer.wrap(endless), endless.length))
                .withMessageContaining("offset 199: page index of 72057594037927944 bytes in a file of 223");
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> PageIndex.read(tail(FILE, 32), FILE.length + 1L))
                .withMessageContaining("do not fill the file");
    }

    @Test
    @Tag("I-1")
    void everyChangedByteOfTheIndexIsFoundOrLeavesTheFramesWhereTheyAre() {
        for (int at = 191; at < 199; at++) {
            for (int change = 1; change < 256; change++) {
                byte[] damaged = FILE.clone();
                damaged[at] ^= (byte) change;
                try {
                    PageIndex index = PageIndex.read(ByteBuffer.wrap(damaged), damaged.length);
                    for (int number = 1; number < 300; number++) {
                        index.find(number)
                                .ifPresent(frame -> assertThat(frame.offset()).isBetween(100L, 200L));
                    }
                } catch (LtxException found) {
                    assertThat(found).hasMessageContaining("page index");
                }
            }
        }
    }

    @Test
    void aFetchedFrameMustBeTheRightOneAndWhole() throws LtxException {
        var first = new PageIndex.Frame(1, 100, 34);
        assertThat(first.page(ByteBuffer.wrap(FILE, 100, 34), 512))
                .isEqualTo(ByteBuffer.wrap(LtxFiles.filled(512, 0x11)));
        assertThat(first.page(ByteBuffer.wrap(FILE, 100, 34), 512).isReadOnly()).isTrue();

        assertRefused("33 were read", first, Arrays.copyOfRange(FILE, 100, 133), 512);
        assertRefused("page 1 where page 2", new PageIndex.Frame(2, 100, 34), Arrays.copyOfRange(FILE, 100, 134), 512);
        assertRefused("does not fill", new PageIndex.Frame(1, 100, 35), Arrays.copyOfRange(FILE, 100, 135), 512);
        assertRefused("ends inside", new PageIndex.Frame(1, 100, 33), Arrays.copyOfRange(FILE, 100, 133), 512);
        assertRefused("512 bytes instead of 1024", first, Arrays.copyOfRange(FILE, 100, 134), 1024);
        assertRefused("page 0 where page 1", new PageIndex.Frame(1, 185, 6), new byte[6], 512);
    }

    private static void assertRefused(String why, PageIndex.Frame frame, byte[] bytes, int pageSize) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> frame.page(ByteBuffer.wrap(bytes), pageSize))
                .withMessageContaining(why);
    }

    private static ByteBuffer tail(byte[] file, int length) {
        return ByteBuffer.wrap(Arrays.copyOfRange(file, file.length - length, file.length));
    }
}
