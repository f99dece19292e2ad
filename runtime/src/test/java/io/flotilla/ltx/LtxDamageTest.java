package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is not an LTX file ends in an [LtxException].
class LtxDamageTest {

    private static final byte[] PAGE = LtxFiles.filled(512, 5);
    private static final LtxHeader HEADER = LtxFiles.header(512, 9, 4, 4);

    static Stream<byte[]> small() {
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(1, PAGE);
        pages.put(2, LtxFiles.noise(new Random(2), 512));
        return Stream.of(
                LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES),
                LtxFiles.checksummedSnapshot(),
                LtxFiles.bytes(LtxFiles.LITESTREAM_ONE_PAGE),
                LtxFiles.write(LtxFiles.header(512, 2, 1, 1), FrameEncoding.LEGACY_FRAME, pages),
                LtxFiles.write(HEADER, FrameEncoding.BLOCK, new TreeMap<>()));
    }

    /// Changed LZ4 bytes may mean the same page, such as a match one byte further back among equal bytes.
    @ParameterizedTest
    @MethodSource("small")
    @Tag("S-7")
    @Tag("I-1")
    void everyChangedByteIsFound(byte[] file) throws IOException {
        List<String> sound = LtxFiles.contentOf(LtxFiles.drain(LtxFiles.open(file)));
        int refused = 0;
        for (int at = 0; at < file.length; at++) {
            for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, 0x5a}) {
                byte[] damaged = file.clone();
                damaged[at] ^= (byte) change;
                try {
                    assertThat(LtxFiles.contentOf(LtxFiles.drain(LtxFiles.open(damaged))))
                            .as("byte %d xor %d", at, change)
                            .isEqualTo(sound);
                } catch (LtxException found) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(file.length * 10 - 100);
    }

    @ParameterizedTest
    @MethodSource("small")
    @Tag("I-1")
    void everyCutIsFound(byte[] file) {
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatExceptionOfType(LtxException.class)
                    .isThrownBy(() -> LtxFiles.drain(LtxFiles.open(cut)))
                    .withMessageContaining("offset " + length + ": file ends inside the ");
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void oneByteTooManyIsFound(byte[] file) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxFiles.open(Arrays.copyOf(file, file.length + 1))))
                .withMessageContaining("offset " + file.length + ": there are bytes behind the trailer");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    @Tag("I-2")
    void aRightChecksumDoesNotExcuse(String why, byte[] file) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxFiles.open(file)))
                .withMessageContaining(why);
    }

    static Stream<Arguments> broken() {
        return Stream.of(pageRules(), frames(), legacyFrames(), indexes(), trailers())
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> pageRules() {
        LtxHeader snapshot = LtxFiles.header(512, 3, 1, 4);
        int lockPage = LockPage.number(512);
        return Stream.of(
                arguments("page 3 after page 3", raw(HEADER, 3, 3).end()),
                arguments("page 2 after page 3", raw(HEADER, 3, 2).end()),
                arguments("page 10 in a database of 9 pages", raw(HEADER, 10).end()),
                arguments("page 4294967295 after page 0", raw(HEADER, -1).end()),
                arguments(
                        "lock page",
                        raw(LtxFiles.header(512, lockPage, 4, 4), lockPage).end()),
                arguments("page 1 is missing", raw(snapshot, 2, 3).end()),
                arguments("page 2 is missing", raw(snapshot, 1, 3).end()),
                arguments("page 3 is missing", raw(snapshot, 1, 2).end()),
                arguments("page 1 is missing", raw(snapshot).end()));
    }

    private static Stream<Arguments> frames() {
        byte[] block = blockOf(PAGE);
        return Stream.of(
                arguments(
                        "page number 0 with flags 1",
                        raw(HEADER)
                                .mark((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1)
                                .end()),
                arguments(
                        "unknown flags 0x2 ",
                        raw(HEADER)
                                .frame(1, new byte[] {0, 0, 0, 1, 0, 2}, 6, PAGE)
                                .end()),
                arguments(
                        "unknown flags 0x8001",
                        raw(HEADER)
                                .frame(1, new byte[] {0, 0, 0, 1, (byte) 0x80, 1}, 6, PAGE)
                                .end()),
                arguments(
                        "LTX v1",
                        raw(HEADER)
                                .frame(1, new byte[] {0, 0, 0, 1, 'S', 'Q', 'L'}, 6, PAGE)
                                .end()),
                arguments(
                        "LTX v2",
                        raw(HEADER)
                                .frame(1, new byte[] {0, 0, 0, 1, 4, 0x22, 0x4d, 0x18}, 4, PAGE)
                                .end()),
                arguments(
                        "block of 0 bytes",
                        raw(HEADER).block(1, 0, new byte[0], PAGE).end()),
                arguments(
                        "block of 531 bytes",
                        raw(HEADER).block(1, 531, new byte[531], PAGE).end()),
                arguments(
                        "block of 4294967295 bytes",
                        raw(HEADER).block(1, -1, block, PAGE).end()),
                arguments(
                        "LZ4 block is broken",
                        raw(HEADER).block(1, 1, new byte[] {0x10}, PAGE).end()),
                arguments(
                        "LZ4 block is broken",
                        raw(HEADER)
                                .block(1, 5, new byte[] {0x10, 7, 0, 0, 0}, PAGE)
                                .end()),
                arguments("LZ4 block is broken", bomb()),
                arguments(
                        "LZ4 block is broken",
                        raw(HEADER).block(1, 530, new byte[530], PAGE).end()),
                arguments(
                        "1 bytes instead of 512",
                        raw(HEADER).block(1, 2, new byte[] {0x10, 7}, PAGE).end()),
                arguments("511 bytes instead of 512", shortBlock()));
    }

    /// 500 bytes that unpack to some 120,000.
    private static byte[] bomb() {
        byte[] payload = LtxFiles.filled(500, 0xff);
        System.arraycopy(new byte[] {0x1f, 0, 1, 0}, 0, payload, 0, 4);
        System.arraycopy(new byte[] {0, 0x50, 0, 0, 0, 0, 0}, 0, payload, 493, 7);
        return raw(HEADER).block(1, 500, payload, PAGE).end();
    }

    private static byte[] shortBlock() {
        byte[] block = blockOf(LtxFiles.filled(511, 5));
        return raw(HEADER).block(1, block.length, block, PAGE).end();
    }

    private static Stream<Arguments> legacyFrames() {
        byte[] frame = legacyOf(PAGE);
        byte[] noise = legacyOf(LtxFiles.noise(new Random(1), 512));
        byte[] emptyBlock = frame.clone();
        emptyBlock[13] = 1;
        emptyBlock[17] = 0;
        byte[] endless = Arrays.copyOf(frame, 13 + 5 * 1000);
        for (int at = 13; at < endless.length; at += 5) {
            System.arraycopy(new byte[] {1, 0, 0, 0, 0}, 0, endless, at, 5);
        }
        return Stream.of(
                arguments("does not begin like an LZ4 frame", legacy(changed(frame, 6, 5))),
                arguments("does not begin like an LZ4 frame", legacy(changed(frame, 10, 0x60))),
                arguments("does not begin like an LZ4 frame", legacy(changed(frame, 12, 0))),
                arguments("bytes where 530 can be", legacy(changed(frame, 15, 1))),
                arguments("bytes where 512 can be", legacy(changed(noise, 13, 1))),
                arguments("block of 13 bytes where 12 can be", legacy(storedBlocks(500, 13))),
                arguments(
                        "block of 2147483136 bytes",
                        legacy(changed(changed(changed(noise, 15, 0xff), 16, 0xff), 14, 0xfe))),
                arguments("empty block", legacy(emptyBlock)),
                arguments("empty block", legacy(endless)),
                arguments(
                        "checksum of its LZ4 frame",
                        legacy(changed(frame, frame.length - 1, frame[frame.length - 1] + 1))),
                arguments("0 bytes instead of 512", legacy(Arrays.copyOf(Arrays.copyOf(frame, 13), 21))),
                arguments("511 bytes instead of 512", legacy(legacyOf(LtxFiles.filled(511, 5)))));
    }

    /// The start of a frame with stored blocks of these lengths.
    private static byte[] storedBlocks(int... lengths) {
        var frame = ByteBuffer.allocate(600).order(ByteOrder.LITTLE_ENDIAN).put(legacyOf(PAGE), 0, 13);
        for (int length : lengths) {
            frame.putInt(1 << 31 | length).put(new byte[length]);
        }
        return frame.array();
    }

    private static Stream<Arguments> indexes() {
        RawLtx sound = raw(HEADER, 3);
        int length = sound.size() - 100;
        return Stream.of(
                arguments(
                        "does not list the pages", raw(HEADER, 3).withoutIndex().end()),
                arguments(
                        "lists more pages",
                        raw(HEADER, 3).entry(4, 100 + length, length).end()),
                arguments(
                        "does not list the pages",
                        raw(HEADER, 3).withoutIndex().entry(4, 100, length).end()),
                arguments(
                        "does not list the pages",
                        raw(HEADER, 3).withoutIndex().entry(3, 100, length + 1).end()),
                arguments(
                        "begins at 101, not 100",
                        raw(HEADER, 3).withoutIndex().entry(3, 101, length).end()),
                arguments(
                        "page 2 after page 3",
                        raw(HEADER, 3).entry(2, 100 + length, length).end()),
                arguments(
                        "takes 0 bytes",
                        raw(HEADER, 3).withoutIndex().entry(3, 100, 0).end()),
                arguments(
                        "does not list the pages",
                        raw(HEADER, 3).withoutIndex().entry(3, 100, 6).end()),
                arguments(
                        "does not list the pages",
                        raw(HEADER, 3).withoutIndex().entry(3, 100, 1 << 17).end()),
                arguments(
                        "takes 131073 bytes",
                        raw(HEADER, 3)
                                .withoutIndex()
                                .entry(3, 100, (1 << 17) + 1)
                                .end()),
                arguments(
                        "page 4294967299 after",
                        raw(HEADER, 3)
                                .withoutIndex()
                                .entry((1L << 32) + 3, 100, length)
                                .end()),
                arguments(
                        "more than 63 bits",
                        raw(HEADER, 3).withoutIndex().entry(-1, 100, length).end()),
                arguments(
                        "superfluous zeros",
                        raw(HEADER, 3)
                                .withoutIndex()
                                .indexBytes((byte) 0x83, (byte) 0, (byte) 100, (byte) length)
                                .end()),
                arguments(
                        "superfluous zeros",
                        raw(HEADER, 3).indexBytes((byte) 0x80).end()),
                arguments("but 5 are stored", raw(HEADER, 3).end(0, 1)),
                arguments("18446744073709551615 are stored", raw(HEADER, 3).end(0, -5)));
    }

    private static Stream<Arguments> trailers() {
        var checksummed = new LtxHeader(0, 512, 9, LtxFiles.range(4, 4), LtxFiles.NOON, -1, WalSpan.NONE, 0);
        var snapshot = new LtxHeader(0, 512, 1, LtxFiles.range(1, 4), LtxFiles.NOON, 0, WalSpan.NONE, 0);
        return Stream.of(
                arguments("checksums are switched off", raw(HEADER, 3).end(-1, 0)),
                arguments("lacks bit 63", raw(checksummed, 3).end(0, 0)),
                arguments("lacks bit 63", raw(checksummed, 3).end(7, 0)),
                arguments("checksum of the database", raw(snapshot, 1).end(-1, 0)));
    }

    @Test
    void saysWhereAndWithBothChecksums() {
        byte[] wrongSum = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);
        wrongSum[wrongSum.length - 1] ^= 1;
        assertBroken("offset 215: file checksum is d176cfac7f65ded0, but d176cfac7f65ded1 is stored", wrongSum);
        byte[] wrongLength = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);
        wrongLength[wrongLength.length - 17] ^= 1;
        assertBroken("offset 199: page index has 8 bytes, but 9 are stored", wrongLength);
    }

    private static void assertBroken(String why, byte[] file) {
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxFiles.open(file)))
                .withMessageContaining(why);
    }

    @Test
    void anEmptyChecksummedDatabaseHasTheTopBitAlone() throws IOException {
        var empty = new LtxHeader(0, 512, 0, LtxFiles.range(1, 4), LtxFiles.NOON, 0, WalSpan.NONE, 0);
        assertThat(LtxFiles.drain(LtxFiles.open(raw(empty).end(Long.MIN_VALUE, 0))))
                .isEmpty();
    }

    @Test
    void afterAFailureTheReaderGivesNothingMore() throws IOException {
        byte[] file = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);
        file[file.length - 1] ^= 1;
        LtxReader reader = LtxFiles.open(file);
        assertThatExceptionOfType(LtxException.class).isThrownBy(() -> {
            while (reader.next()) {}
        });
        assertThatIllegalStateException().isThrownBy(reader::next);
        assertThatIllegalStateException().isThrownBy(reader::page);
        assertThatIllegalStateException().isThrownBy(reader::pageNumber);
        assertThatIllegalStateException().isThrownBy(reader::trailer);
    }

    private static RawLtx raw(LtxHeader header, int... numbers) {
        var file = new RawLtx(header);
        for (int number : numbers) {
            file.page(FrameEncoding.BLOCK, number, PAGE);
        }
        return file;
    }

    private static byte[] blockOf(byte[] page) {
        byte[] into = new byte[Lz4.maxBlockBytes(page.length)];
        return Arrays.copyOf(into, Lz4.compress(page, into, 0));
    }

    private static byte[] legacyOf(byte[] page) {
        var frames = new FrameWriter(page.length, FrameEncoding.LEGACY_FRAME);
        int length = frames.pack(1, page, new Crc64());
        return Arrays.copyOf(frames.frame(), length);
    }

    private static byte[] legacy(byte[] frame) {
        return raw(HEADER).frame(1, frame, 6, PAGE).end();
    }

    private static byte[] changed(byte[] bytes, int at, int value) {
        return ByteBuffer.wrap(bytes.clone()).put(at, (byte) value).array();
    }
}
