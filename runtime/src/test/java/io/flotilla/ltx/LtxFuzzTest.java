package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Arbitrary bytes end in a verified file or in an [LtxException], and in nothing else.
///
/// An ordinary test run goes through the seeds. `JAZZER_FUZZ=1` and the name of one method start a campaign; what it
/// finds becomes a seed.
@Tag("fuzz")
class LtxFuzzTest {

    static Stream<byte[]> files() {
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(1, LtxFiles.filled(512, 1));
        pages.put(2, LtxFiles.noise(new Random(2), 512));
        return Stream.of(
                new byte[0],
                LtxFiles.bytes(LtxFiles.LITESTREAM_ONE_PAGE),
                LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES),
                LtxFiles.checksummedSnapshot(),
                LtxFiles.write(LtxFiles.header(512, 2, 1, 1), FrameEncoding.LEGACY_FRAME, pages),
                LtxFiles.write(LtxFiles.header(512, 9, 2, 2), FrameEncoding.BLOCK, pages),
                LtxFiles.write(LtxFiles.header(512, 9, 3, 3), FrameEncoding.BLOCK, new TreeMap<>()));
    }

    static Stream<byte[]> pairs() {
        return files().flatMap(first -> files().map(second -> pair(first, second)));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "10m")
    @Tag("I-1")
    void readsAnyBytes(byte[] bytes) throws IOException {
        try {
            LtxFiles.drain(LtxFiles.open(bytes));
        } catch (LtxException malformed) {
            assertThat(malformed).hasMessageContaining("offset");
        }
    }

    /// The first two bytes say where the second file begins.
    @MethodSource("pairs")
    @FuzzTest(maxDuration = "10m")
    void mergesAnyTwoFiles(byte[] bytes) throws IOException {
        if (bytes.length < Short.BYTES) {
            return;
        }
        int cut = Math.min(Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort()), bytes.length - Short.BYTES);
        byte[] first = new byte[cut];
        byte[] second = new byte[bytes.length - Short.BYTES - cut];
        ByteBuffer.wrap(bytes).position(Short.BYTES).get(first).get(second);
        try (LtxMerge merge = LtxFiles.merge(first, second)) {
            while (merge.next()) {
                assertThat(merge.page().remaining()).isEqualTo(merge.header().pageSize());
            }
        } catch (LtxException malformed) {
            assertThat(malformed).hasMessageNotContaining("null");
        }
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "10m")
    void indexesAnyBytes(byte[] bytes) {
        try {
            var file = ByteBuffer.wrap(bytes);
            long needed = PageIndex.bytesNeeded(file, bytes.length);
            assertThat(needed).isLessThan(bytes.length);
            PageIndex index = PageIndex.read(file, bytes.length);
            for (int number = 1; number <= 9; number++) {
                var frame = index.find(number);
                if (frame.isPresent()) {
                    ByteBuffer part = file.slice(
                            Math.toIntExact(frame.get().offset()), frame.get().length());
                    assertThat(frame.get().page(part, 512).remaining()).isEqualTo(512);
                }
            }
        } catch (LtxException malformed) {
            assertThat(malformed).hasMessageContaining("LTX file");
        }
    }

    private static byte[] pair(byte[] first, byte[] second) {
        return ByteBuffer.allocate(Short.BYTES + first.length + second.length)
                .putShort((short) first.length)
                .put(first)
                .put(second)
                .array();
    }
}
