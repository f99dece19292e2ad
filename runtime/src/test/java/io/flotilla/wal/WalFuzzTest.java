package io.flotilla.wal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Arbitrary bytes end in a value, in nothing, or in an [UnsupportedWalException].
///
/// An ordinary test run goes through the seeds. `JAZZER_FUZZ=1` and the name of one method start a campaign; what it
/// finds becomes a seed.
@Tag("fuzz")
class WalFuzzTest {

    private static final Salts SALTS = new Salts(1, 2);

    static Stream<byte[]> logs() {
        return Stream.of(
                new byte[0],
                WalFiles.log(WalFiles.header(ByteOrder.LITTLE_ENDIAN, 512, SALTS), 1, 0, 2, 0),
                WalFiles.log(WalFiles.header(ByteOrder.BIG_ENDIAN, 1024, SALTS), 0, 2));
    }

    @MethodSource("logs")
    @FuzzTest(maxDuration = "10m")
    void walksAnyBytes(byte[] bytes) throws IOException {
        try {
            Optional<WalHeader> header = WalHeader.parse(ByteBuffer.wrap(bytes));
            if (header.isPresent()) {
                walk(bytes, header.get());
            }
        } catch (UnsupportedWalException unsupported) {
            assertThat(unsupported).hasMessageNotContaining("null");
        }
    }

    static Stream<byte[]> chains() {
        return Stream.of(
                new byte[] {0},
                ByteBuffer.allocate(18)
                        .putInt(1)
                        .putInt(0)
                        .put((byte) 0)
                        .putInt(2)
                        .putInt(2)
                        .array(),
                ByteBuffer.allocate(9).putInt(-1).putInt(0).array(),
                ByteBuffer.allocate(9).putInt(1).putInt(Integer.MIN_VALUE).array());
    }

    /// Nine bytes a frame: its page, its commit, and what is wrong with it. The checksums are right.
    @MethodSource("chains")
    @FuzzTest(maxDuration = "10m")
    void walksAnyChain(byte[] bytes) throws IOException {
        byte[] start = WalFiles.header(ByteOrder.LITTLE_ENDIAN, 512, SALTS);
        WalHeader header = WalFiles.parsed(start);
        var log = new ByteArrayOutputStream();
        log.writeBytes(start);
        WalChecksum checksum = header.checksum();
        ByteBuffer frames = ByteBuffer.wrap(bytes);
        while (frames.remaining() >= 9) {
            byte[] frame = WalFiles.frame(header, checksum, frames.getInt(), frames.getInt(), new byte[512]);
            checksum = WalFiles.checksum(frame);
            frame[8 + (frames.get() & 15)] ^= (byte) (bytes[0] & 1);
            log.writeBytes(frame);
        }
        log.write(bytes, 0, frames.remaining());
        try {
            walk(log.toByteArray(), header);
        } catch (UnsupportedWalException unsupported) {
            assertThat(unsupported).hasMessage("more than 2147483647 pages");
        }
    }

    private static void walk(byte[] bytes, WalHeader header) throws IOException {
        var walk = new WalWalk(new WalFiles.Bytes(bytes), header);
        WalWalk.End end = walk.walk(header.start(), new FrameVisitor() {
            @Override
            public void frame(int pageNumber, byte[] page, int offset) {
                assertThat(pageNumber).isPositive();
                assertThat(offset + header.pageSize()).isLessThanOrEqualTo(page.length);
            }

            @Override
            public void commit(int pageCount, WalPoint behind) {
                assertThat(pageCount).isPositive();
                assertThat(behind.offset()).isLessThanOrEqualTo(bytes.length);
            }
        });
        assertThat(walk.endsIntact(end.point())).isTrue();
        assertThat(walk.hasCommitBehind(end.point())).isFalse();
        WalWalk.End again = new WalWalk(
                        new WalFiles.Bytes(bytes), header, end.point().offset())
                .walk(header.start(), FrameVisitor.NONE);
        assertThat(again.point()).isEqualTo(end.point());
    }

    static Stream<byte[]> headers() {
        return Stream.of(
                new byte[100],
                ByteBuffer.allocate(100)
                        .put(0, "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .putShort(16, (short) 1)
                        .array());
    }

    @MethodSource("headers")
    @FuzzTest(maxDuration = "10m")
    void readsAnyDatabaseHeader(byte[] bytes) {
        DatabaseHeader.parse(ByteBuffer.wrap(bytes)).ifPresent(header -> {
            assertThat(PageSize.isValid(header.pageSize())).isTrue();
            assertThat(header.isSupported() && header.readVersion() > 2).isFalse();
        });
        assertThat(RollbackJournal.isValid(ByteBuffer.wrap(bytes))).isEqualTo(bytes.length >= 8 && isJournal(bytes));
    }

    private static boolean isJournal(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong() == 0xd9d505f920a163d7L;
    }

    static Stream<byte[]> indexes() {
        byte[] version = ByteBuffer.allocate(136)
                .order(ByteOrder.nativeOrder())
                .putInt(3007000)
                .put(12, (byte) 1)
                .array();
        return Stream.of(new byte[136], version, new byte[7]);
    }

    /// Once as it is, once with a right checksum and a second copy.
    @MethodSource("indexes")
    @FuzzTest(maxDuration = "10m")
    void readsAnyWalIndex(byte[] bytes) {
        WalIndexHeader.parse(ByteBuffer.wrap(bytes));
        if (bytes.length < WalIndexHeader.BYTES) {
            return;
        }
        WalChecksum checksum = WalChecksum.START.update(bytes, 0, 40, ByteOrder.nativeOrder());
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.nativeOrder())
                .putInt(40, checksum.first())
                .putInt(44, checksum.second());
        System.arraycopy(bytes, 0, bytes, 48, 48);
        WalIndexHeader.parse(ByteBuffer.wrap(bytes)).ifPresent(header -> {
            assertThat(header.maxFrame()).isNotNegative();
            assertThat(header.backfilled()).isNotNegative();
        });
    }
}
