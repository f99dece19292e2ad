package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Files that Litestream wrote, known byte for byte.
class LtxVectorsTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void readsAFileOfLitestream() throws IOException {
        try (LtxReader reader = LtxFiles.open(LtxFiles.bytes(LtxFiles.LITESTREAM_ONE_PAGE))) {
            LtxHeader header = reader.header();
            assertThat(header.flags()).isEqualTo(LtxHeader.FLAG_NO_CHECKSUM);
            assertThat(header.pageSize()).isEqualTo(4096);
            assertThat(header.commit()).isEqualTo(6);
            assertThat(header.range()).isEqualTo(TxIdRange.of(new TxId(9)));
            assertThat(header.timestamp()).isEqualTo(Instant.ofEpochMilli(0x000001a207498f83L));
            assertThat(header.wal()).isEqualTo(new WalSpan(32, 4120, 0xe092bbdd, 0xa0e030d9));
            assertThat(header.nodeId()).isZero();
            assertThat(header.isSnapshot()).isFalse();

            assertThat(reader.next()).isTrue();
            assertThat(reader.pageNumber()).isEqualTo(3);
            assertThat(reader.page().isReadOnly()).isTrue();
            assertThat(reader.page().remaining()).isEqualTo(4096);
            byte[] page = new byte[4096];
            reader.page().get(page);
            byte[] expected = new byte[4096];
            System.arraycopy(HEX.parseHex("0d000000010ffb000ffb0000"), 0, expected, 0, 12);
            System.arraycopy(HEX.parseHex("0301030009"), 0, expected, 4091, 5);
            assertThat(page).isEqualTo(expected);

            assertThat(reader.next()).isFalse();
            assertThat(reader.next()).isFalse();
            assertThat(reader.trailer()).isEqualTo(new LtxTrailer(0, 0xc3d018a1bbcd4faaL));
        }
    }

    @Test
    void readsASnapshotWithoutChecksumsOfTheDatabase() throws IOException {
        try (LtxReader reader = LtxFiles.open(LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES))) {
            assertSnapshot(reader);
            assertThat(reader.trailer()).isEqualTo(new LtxTrailer(0, 0xd176cfac7f65ded0L));
        }
    }

    @Test
    void readsASnapshotWithChecksumsOfTheDatabase() throws IOException {
        try (LtxReader reader = LtxFiles.open(LtxFiles.checksummedSnapshot())) {
            assertSnapshot(reader);
            assertThat(reader.trailer()).isEqualTo(new LtxTrailer(0xdf68fc5cae17b78eL, 0x8b917d6437b7ca60L));
        }
    }

    private static void assertSnapshot(LtxReader reader) throws IOException {
        assertThat(reader.header().isSnapshot()).isTrue();
        assertThat(reader.header().commit()).isEqualTo(2);
        assertThat(LtxFiles.contentOf(LtxFiles.drain(reader)))
                .containsExactly("1:" + "11".repeat(512), "2:" + "000102030405060708090a0b0c0d0e0f".repeat(32));
    }

    @Test
    void writesTheSameHeaderAsLitestream() throws IOException {
        byte[] file = LtxFiles.bytes(LtxFiles.LITESTREAM_ONE_PAGE);
        LtxReader reader = LtxFiles.open(file);
        byte[] written = LtxFiles.write(reader.header(), FrameEncoding.BLOCK, LtxFiles.drain(reader));
        assertThat(written).startsWith(Arrays.copyOf(file, LtxHeader.BYTES));
    }

    @Test
    void checksumsTheKnownTexts() {
        assertThat(crc(new byte[0])).isEqualTo("0000000000000000");
        assertThat(crc(ascii("a"))).isEqualTo("3420000000000000");
        assertThat(crc(ascii("123456789"))).isEqualTo("b90956c775a41001");
        assertThat(crc(new byte[4096])).isEqualTo("492fc33c906fff90");
    }

    @Test
    void checksumsTheKnownPages() {
        assertThat(pageChecksum(2, new byte[4096])).isEqualTo("f7901e47304ca33f");
        assertThat(pageChecksum(1, LtxFiles.filled(512, 0x11))).isEqualTo("f1b1444fecd99000");
    }

    @Test
    void checksumsTheSameHoweverTheBytesAreCut() {
        byte[] bytes = LtxFiles.noise(new Random(64), 300);
        String whole = crc(bytes);
        for (int cut = 0; cut <= bytes.length; cut++) {
            var checksum = new Crc64();
            checksum.update(bytes, 0, cut);
            checksum.update(bytes, cut, bytes.length - cut);
            assertThat(HEX.toHexDigits(checksum.value())).isEqualTo(whole);
        }
        var single = new Crc64();
        for (byte next : bytes) {
            single.update(Byte.toUnsignedInt(next));
        }
        assertThat(HEX.toHexDigits(single.value())).isEqualTo(whole);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String crc(byte[] bytes) {
        var checksum = new Crc64();
        checksum.update(bytes);
        return HEX.toHexDigits(checksum.value());
    }

    private static String pageChecksum(int number, byte[] page) {
        var database = new DatabaseChecksum();
        database.add(number, page);
        return HEX.toHexDigits(database.value());
    }
}
