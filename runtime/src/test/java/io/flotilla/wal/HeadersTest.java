package io.flotilla.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The headers of a database, its log, its wal-index and its journal.
class HeadersTest {

    private static final Salts SALTS = new Salts(-5, 7);

    private static byte[] log(int pageSize) {
        return WalFiles.header(ByteOrder.LITTLE_ENDIAN, pageSize, SALTS);
    }

    private static boolean isEmpty(byte[] header) throws UnsupportedWalException {
        return WalHeader.parse(ByteBuffer.wrap(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void readsTheHeaderOfALog(int pageSize) throws IOException {
        WalHeader header = WalHeader.parse(ByteBuffer.wrap(log(pageSize))).orElseThrow();
        assertThat(header.pageSize()).isEqualTo(pageSize);
        assertThat(header.salts()).isEqualTo(SALTS);
        assertThat(header.frameBytes()).isEqualTo(pageSize + 24);
        assertThat(header.offsetAfter(1L << 31)).isEqualTo(32 + (1L << 31) * (pageSize + 24));
    }

    @Test
    void takesALogForEmptyWhereSqliteDoes() throws IOException {
        assertThat(isEmpty(new byte[0])).isTrue();
        assertThat(isEmpty(new byte[32])).isTrue();
        assertThat(isEmpty(java.util.Arrays.copyOf(log(4096), 31))).isTrue();
        for (int at = 0; at < 32; at++) {
            byte[] broken = log(4096);
            broken[at] ^= 1;
            // The magic of the other order is one bit away, and then the checksum is wrong.
            assertThat(isEmpty(broken)).isTrue();
        }
        for (int pageSize : new int[] {0, 256, 768, 131072, -1}) {
            assertThat(isEmpty(log(pageSize))).isTrue();
        }
    }

    @Test
    void refusesAnotherVersionOfALog() {
        byte[] header = log(4096);
        ByteBuffer bytes = ByteBuffer.wrap(header).putInt(4, 3007001);
        WalChecksum checksum = WalChecksum.START.update(header, 0, 24, ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(24, checksum.first()).putInt(28, checksum.second());
        assertThatThrownBy(() -> isEmpty(header))
                .isInstanceOf(UnsupportedWalException.class)
                .hasMessage("log format 3007001 is not known");
    }

    /// The first 48 bytes of a live file, and their copy.
    private static byte[] walIndex() {
        byte[] half = HexFormat.of()
                .parseHex("18e22d0000000000020000000100010003000000020000"
                        + "00a76dfd334b4e52b73490e69e42b7912e34c153c482c0fde1");
        ByteBuffer file = ByteBuffer.allocate(WalIndexHeader.BYTES).put(half).put(half);
        return file.order(ByteOrder.LITTLE_ENDIAN).putInt(96, 2).putInt(128, 3).array();
    }

    @Test
    void readsTheHeaderOfAWalIndex() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "The sample is of a little-endian host");
        WalIndexHeader header =
                WalIndexHeader.parse(ByteBuffer.wrap(walIndex())).orElseThrow();
        assertThat(header.change()).isEqualTo(2);
        assertThat(header.pageSize()).isEqualTo(65536);
        assertThat(header.maxFrame()).isEqualTo(3);
        assertThat(header.pageCount()).isEqualTo(2);
        assertThat(header.salts()).isEqualTo(new Salts(0x3490e69e, 0x42b7912e));
        assertThat(header.frameChecksum()).isEqualTo(new WalChecksum(0x33fd6da7, 0xb7524e4b));
        assertThat(header.backfilled()).isEqualTo(2);
        assertThat(header.backfillAttempted()).isEqualTo(3);
    }

    @Test
    void refusesAWalIndexThatIsTornOrNotSound() {
        assertThat(WalIndexHeader.parse(ByteBuffer.allocate(135))).isEmpty();
        assertThat(WalIndexHeader.parse(ByteBuffer.allocate(136))).isEmpty();
        for (int at = 0; at < 96; at++) {
            byte[] torn = walIndex();
            torn[at] ^= 1;
            assertThat(WalIndexHeader.parse(ByteBuffer.wrap(torn))).isEmpty();
            byte[] unsound = walIndex();
            unsound[at % 48] ^= 1;
            unsound[48 + at % 48] ^= 1;
            assertThat(WalIndexHeader.parse(ByteBuffer.wrap(unsound))).isEmpty();
        }
    }

    @Test
    void refusesAWalIndexThatIsNotInitialised() {
        byte[] index = walIndex();
        ByteBuffer bytes = ByteBuffer.wrap(index).order(ByteOrder.nativeOrder());
        index[12] = 0;
        WalChecksum checksum = WalChecksum.START.update(index, 0, 40, ByteOrder.nativeOrder());
        bytes.putInt(40, checksum.first()).putInt(44, checksum.second());
        System.arraycopy(index, 0, index, 48, 48);
        assertThat(WalIndexHeader.parse(bytes)).isEmpty();
    }

    private static ByteBuffer database() {
        return ByteBuffer.allocate(100)
                .put(0, "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .putShort(16, (short) 4096)
                .put(18, (byte) 2)
                .put(19, (byte) 2)
                .putInt(24, 77)
                .putInt(28, 5)
                .putInt(92, 77);
    }

    @Test
    void readsTheHeaderOfADatabase() {
        DatabaseHeader header = DatabaseHeader.parse(database()).orElseThrow();
        assertThat(header).isEqualTo(new DatabaseHeader(4096, 2, 2, 77, 5, 77));
        assertThat(header.isWal()).isTrue();
        assertThat(header.isSupported()).isTrue();
        assertThat(header.sizeIsValid()).isTrue();
        assertThat(DatabaseHeader.parse(database().putShort(16, (short) 1))
                        .orElseThrow()
                        .pageSize())
                .isEqualTo(65536);
    }

    @Test
    void trustsASizeOnlyOfWhoWroteLast() {
        assertThat(DatabaseHeader.parse(database().putInt(24, 78)).orElseThrow().sizeIsValid())
                .isFalse();
        assertThat(DatabaseHeader.parse(database().putInt(28, 0)).orElseThrow().sizeIsValid())
                .isFalse();
    }

    @Test
    void refusesWhatIsNoDatabase() {
        assertThat(DatabaseHeader.parse(ByteBuffer.allocate(100))).isEmpty();
        assertThat(DatabaseHeader.parse(database().limit(99))).isEmpty();
        assertThat(DatabaseHeader.parse(database().put(15, (byte) 1))).isEmpty();
        for (int stored : new int[] {0, 2, 256, 768, 0x8001}) {
            assertThat(DatabaseHeader.parse(database().putShort(16, (short) stored)))
                    .isEmpty();
        }
    }

    @Test
    void doesNotSupportAnUnknownFileFormat() {
        for (int at : new int[] {18, 19}) {
            assertThat(DatabaseHeader.parse(database().put(at, (byte) 3))
                            .orElseThrow()
                            .isSupported())
                    .isFalse();
        }
        assertThat(DatabaseHeader.parse(database().put(19, (byte) 0))
                        .orElseThrow()
                        .isSupported())
                .isFalse();
    }

    @Test
    void knowsAJournalThatHasToBeRolledBack() {
        byte[] magic = HexFormat.of().parseHex("d9d505f920a163d7");
        assertThat(RollbackJournal.isValid(ByteBuffer.wrap(magic))).isTrue();
        assertThat(RollbackJournal.isValid(ByteBuffer.wrap(magic, 0, 7))).isFalse();
        assertThat(RollbackJournal.isValid(ByteBuffer.allocate(512))).isFalse();
    }

    @Test
    void findsTheLockPage() {
        assertThat(PageSize.lockPage(65536)).isEqualTo(16385);
        assertThat(PageSize.lockPage(512)).isEqualTo(2097153);
    }

    @Test
    void saltsFollowByOneWhateverTheirSign() {
        assertThat(new Salts(8, 1).follow(new Salts(7, 9))).isTrue();
        assertThat(new Salts(Integer.MIN_VALUE, 1).follow(new Salts(Integer.MAX_VALUE, 9)))
                .isTrue();
        assertThat(new Salts(7, 1).follow(new Salts(7, 9))).isFalse();
    }
}
