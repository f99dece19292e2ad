package io.flotilla.ltx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LtxRoundTripTest {

    static Stream<Arguments> sizesAndEncodings() {
        return Stream.of(512, 1024, 2048, 4096, 8192, 16384, 32768, 65536)
                .flatMap(size -> Stream.of(FrameEncoding.values()).map(encoding -> Arguments.of(size, encoding)));
    }

    @ParameterizedTest
    @MethodSource("sizesAndEncodings")
    void everyPageComesBack(int pageSize, FrameEncoding encoding) throws IOException {
        SortedMap<Integer, byte[]> pages = assortment(pageSize);
        byte[] file = LtxFiles.write(LtxFiles.header(pageSize, 900, 7, 9), encoding, pages);
        assertThat(LtxFiles.contentOf(LtxFiles.drain(LtxFiles.open(file)))).isEqualTo(LtxFiles.contentOf(pages));
    }

    @ParameterizedTest
    @MethodSource("sizesAndEncodings")
    void theIndexFindsEveryPage(int pageSize, FrameEncoding encoding) throws IOException {
        SortedMap<Integer, byte[]> pages = assortment(pageSize);
        var file = ByteBuffer.wrap(LtxFiles.write(LtxFiles.header(pageSize, 900, 7, 9), encoding, pages));
        PageIndex index = PageIndex.read(file, file.limit());
        assertThat(index.size()).isEqualTo(pages.size());
        for (int number = 1; number <= 901; number++) {
            var frame = index.find(number);
            assertThat(frame.isPresent()).isEqualTo(pages.containsKey(number));
            if (frame.isPresent()) {
                int offset = Math.toIntExact(frame.get().offset());
                ByteBuffer bytes = file.slice(offset, frame.get().length());
                assertThat(frame.get().page(bytes, pageSize)).isEqualTo(ByteBuffer.wrap(pages.get(number)));
            }
        }
    }

    /// Empty, dense, noisy and repeating pages.
    private static SortedMap<Integer, byte[]> assortment(int pageSize) {
        var random = new Random(pageSize);
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(1, new byte[pageSize]);
        pages.put(2, LtxFiles.noise(random, pageSize));
        pages.put(3, LtxFiles.filled(pageSize, 0xff));
        byte[] half = LtxFiles.noise(random, pageSize);
        Arrays.fill(half, 0, pageSize / 2, (byte) 0);
        pages.put(127, half);
        pages.put(128, LtxFiles.noise(random, pageSize));
        pages.put(
                900,
                "CREATE TABLE t(x) ".repeat(pageSize).substring(0, pageSize).getBytes());
        return pages;
    }

    @Test
    void bothEncodingsMayStandInOneFile() throws IOException {
        byte[] noise = LtxFiles.noise(new Random(3), 1024);
        byte[] file = new RawLtx(LtxFiles.header(1024, 4, 2, 2))
                .page(FrameEncoding.BLOCK, 1, new byte[1024])
                .page(FrameEncoding.LEGACY_FRAME, 2, new byte[1024])
                .page(FrameEncoding.LEGACY_FRAME, 3, noise)
                .page(FrameEncoding.BLOCK, 4, noise)
                .end();
        assertThat(LtxFiles.drain(LtxFiles.open(file)).values())
                .containsExactly(new byte[1024], new byte[1024], noise, noise);
    }

    @Test
    void aLegacyFrameMayHaveSeveralBlocks() throws IOException {
        byte[] page = LtxFiles.filled(512, 7);
        var frame = ByteBuffer.allocate(700).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(new byte[] {0, 0, 0, 1, 0, 0, 0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, (byte) 0xa7});
        frame.putInt(1 << 31 | 500).put(page, 0, 500).putInt(1 << 31 | 12).put(page, 0, 12);
        frame.putInt(0).putInt(Lz4.hash(page));
        byte[] bytes = Arrays.copyOf(frame.array(), frame.position());
        byte[] file = new RawLtx(LtxFiles.header(512, 1, 1, 1))
                .frame(1, bytes, 6, page)
                .end();
        assertThat(LtxFiles.drain(LtxFiles.open(file)).values()).containsExactly(page);
    }

    @Test
    void aLegacyFrameMayHaveSeveralPackedBlocks() throws IOException {
        byte[] page = LtxFiles.filled(512, 7);
        byte[] block = new byte[600];
        int length = Lz4.compress(LtxFiles.filled(256, 7), block, 0);
        var frame = ByteBuffer.allocate(700).order(ByteOrder.LITTLE_ENDIAN);
        frame.put(new byte[] {0, 0, 0, 1, 0, 0, 0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, (byte) 0xa7});
        frame.putInt(length).put(block, 0, length).putInt(length).put(block, 0, length);
        frame.putInt(0).putInt(Lz4.hash(page));
        byte[] bytes = Arrays.copyOf(frame.array(), frame.position());
        byte[] file = new RawLtx(LtxFiles.header(512, 1, 1, 1))
                .frame(1, bytes, 6, page)
                .end();
        assertThat(LtxFiles.drain(LtxFiles.open(file)).values()).containsExactly(page);
    }

    /// The published value of xxHash32 with seed 0.
    @Test
    void theChecksumOfALegacyFrameIsXxHash32() {
        assertThat(Lz4.hash(new byte[0])).isEqualTo(0x02cc5d05);
    }

    @Test
    void aLegacyFrameIsStoredOnlyWhereItCannotShrink() throws IOException {
        var frames = new FrameWriter(512, FrameEncoding.LEGACY_FRAME);
        assertThat(frames.pack(1, new byte[512], new Crc64())).isLessThan(60);
        byte[] noise = LtxFiles.noise(new Random(1), 512);
        assertThat(frames.pack(1, noise, new Crc64()))
                .isEqualTo(FrameReader.HEADER_BYTES + LegacyFrame.OVERHEAD + noise.length);
    }

    @Test
    void aFileMayHaveNoPages() throws IOException {
        byte[] file = LtxFiles.write(LtxFiles.header(512, 3, 2, 2), FrameEncoding.BLOCK, new TreeMap<>());
        assertThat(file).hasSize(131);
        assertThat(LtxFiles.drain(LtxFiles.open(file))).isEmpty();
        assertThat(PageIndex.read(ByteBuffer.wrap(file), file.length).size()).isZero();
    }

    @Test
    void theEmptySnapshotOfOthersIsRead() throws IOException {
        byte[] file = new RawLtx(LtxFiles.header(512, 0, 1, 1)).end();
        assertThat(LtxFiles.drain(LtxFiles.open(file))).isEmpty();
    }

    @Test
    @Tag("D-18")
    void aSnapshotOfMoreThanOneGibibyteSkipsTheLockPage() throws IOException {
        int lockPage = LockPage.number(65536);
        byte[] page = new byte[65536];
        var out = new ByteArrayOutputStream();
        var writer = new LtxWriter(out, LtxFiles.header(65536, lockPage + 2, 1, 4), FrameEncoding.BLOCK);
        for (int number = 1; number <= lockPage + 2; number++) {
            if (number != lockPage) {
                writer.page(number, ByteBuffer.wrap(page));
            }
        }
        writer.finish();
        int count = 0;
        LtxReader reader = LtxFiles.open(out.toByteArray());
        while (reader.next()) {
            count++;
        }
        assertThat(count).isEqualTo(lockPage + 1);
    }

    @Test
    void aSnapshotMayEndAroundTheLockPage() {
        int lockPage = LockPage.number(65536);
        for (int commit = lockPage - 1; commit <= lockPage + 1; commit++) {
            var order = new PageOrder(LtxFiles.header(65536, commit, 1, 1));
            for (int number = 1; number < lockPage; number++) {
                order.accept(number);
            }
            if (commit > lockPage) {
                assertThatIllegalArgumentException().isThrownBy(() -> order.accept(lockPage));
                assertThatIllegalArgumentException()
                        .isThrownBy(order::end)
                        .withMessageContaining("page 16386 is missing");
                order.accept(lockPage + 1);
            }
            order.end();
        }
    }

    @Test
    @Tag("D-18")
    void pagesAroundTheLockPageTravel() throws IOException {
        int lockPage = LockPage.number(65536);
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(lockPage - 1, LtxFiles.filled(65536, 1));
        pages.put(lockPage + 1, LtxFiles.filled(65536, 2));
        byte[] file = LtxFiles.write(LtxFiles.header(65536, lockPage + 1, 5, 5), FrameEncoding.BLOCK, pages);
        assertThat(LtxFiles.drain(LtxFiles.open(file)).keySet()).containsExactly(lockPage - 1, lockPage + 1);
    }

    @Test
    void theLargestPageNumberTravels() throws IOException {
        var pages = new TreeMap<Integer, byte[]>();
        pages.put(Integer.MAX_VALUE, LtxFiles.filled(512, 1));
        LtxHeader header = LtxFiles.header(512, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        byte[] file = LtxFiles.write(header, FrameEncoding.BLOCK, pages);
        assertThat(LtxFiles.drain(LtxFiles.merge(file)).keySet()).containsExactly(Integer.MAX_VALUE);
        assertThat(PageIndex.read(ByteBuffer.wrap(file), file.length).find(Integer.MAX_VALUE))
                .isPresent();
    }

    @Test
    void theWriterCountsPagesAndBytes() throws IOException {
        var out = new ByteArrayOutputStream();
        var writer = new LtxWriter(out, LtxFiles.header(512, 2, 1, 1), FrameEncoding.BLOCK);
        assertThat(writer.bytes()).isZero();
        writer.page(1, ByteBuffer.wrap(LtxFiles.noise(new Random(1), 512)));
        writer.page(2, ByteBuffer.allocateDirect(512).asReadOnlyBuffer());
        LtxTrailer trailer = writer.finish();
        assertThat(writer.pages()).isEqualTo(2);
        assertThat(writer.bytes()).isEqualTo(out.size());
        LtxReader reader = LtxFiles.open(out.toByteArray());
        while (reader.next()) {}
        assertThat(reader.trailer()).isEqualTo(trailer);
    }

    @Test
    void theWriterRefusesWhatTheFormatForbids() throws IOException {
        assertRefused(LtxFiles.header(512, 5, 2, 2), "after page 3", 3, 3);
        assertRefused(LtxFiles.header(512, 5, 2, 2), "after page 3", 3, 2);
        assertRefused(LtxFiles.header(512, 5, 2, 2), "page 0 after", 0);
        assertRefused(LtxFiles.header(512, 5, 2, 2), "database of 5 pages", 6);
        assertRefused(LtxFiles.header(512, 3_000_000, 2, 2), "lock page", LockPage.number(512));
        assertRefused(LtxFiles.header(512, 5, 1, 2), "page 1 is missing", 2);
        assertRefused(LtxFiles.header(512, 5, 1, 2), "page 2 is missing", 1, 3);

        var incomplete =
                new LtxWriter(OutputStream.nullOutputStream(), LtxFiles.header(512, 2, 1, 1), FrameEncoding.BLOCK);
        incomplete.page(1, ByteBuffer.allocate(512));
        assertThatIllegalArgumentException().isThrownBy(incomplete::finish).withMessageContaining("page 2 is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> incomplete.page(2, ByteBuffer.allocate(511)))
                .withMessageContaining("511 bytes");
    }

    private static void assertRefused(LtxHeader header, String why, int... numbers) throws IOException {
        var writer = new LtxWriter(OutputStream.nullOutputStream(), header, FrameEncoding.BLOCK);
        for (int at = 0; at < numbers.length - 1; at++) {
            writer.page(numbers[at], ByteBuffer.allocate(header.pageSize()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.page(numbers[numbers.length - 1], ByteBuffer.allocate(header.pageSize())))
                .withMessageContaining(why);
    }

    @Test
    void theWriterRefusesHeadersThatLitestreamCannotRestore() {
        OutputStream out = OutputStream.nullOutputStream();
        LtxHeader empty = LtxFiles.header(512, 0, 2, 2);
        assertThatIllegalArgumentException().isThrownBy(() -> new LtxWriter(out, empty, FrameEncoding.BLOCK));
        var checksummed = new LtxHeader(0, 512, 1, LtxFiles.range(1, 1), LtxFiles.NOON, 0, WalSpan.NONE, 0);
        assertThatIllegalArgumentException().isThrownBy(() -> new LtxWriter(out, checksummed, FrameEncoding.BLOCK));
    }

    @Test
    void aFinishedOrClosedFileTakesNoMore() throws IOException {
        var finished =
                new LtxWriter(OutputStream.nullOutputStream(), LtxFiles.header(512, 2, 2, 2), FrameEncoding.BLOCK);
        finished.finish();
        assertThatIllegalStateException().isThrownBy(() -> finished.page(1, ByteBuffer.allocate(512)));
        assertThatIllegalStateException().isThrownBy(finished::finish);

        var out = new ByteArrayOutputStream();
        var closed = new LtxWriter(out, LtxFiles.header(512, 2, 2, 2), FrameEncoding.BLOCK);
        closed.page(1, ByteBuffer.allocate(512));
        closed.close();
        assertThatIllegalStateException().isThrownBy(closed::finish);
        assertThatExceptionOfType(LtxException.class)
                .isThrownBy(() -> LtxFiles.drain(LtxFiles.open(out.toByteArray())));
    }

    @Test
    void theStreamIsFlushedAtTheEndAndClosedWithTheWriter() throws IOException {
        var calls = new ArrayList<String>();
        var out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                calls.add("flushed with " + size());
            }

            @Override
            public void close() {
                calls.add("closed");
            }
        };
        try (var writer = new LtxWriter(out, LtxFiles.header(512, 2, 2, 2), FrameEncoding.BLOCK)) {
            writer.finish();
        }
        assertThat(calls).containsExactly("flushed with 131", "closed");
    }

    @Test
    void whatCouldNotBeWrittenIsNotContinued() throws IOException {
        var full = new OutputStream() {
            private boolean failed;

            @Override
            public void write(int value) throws IOException {
                if (!failed) {
                    failed = true;
                    throw new IOException("disk full");
                }
            }
        };
        var writer = new LtxWriter(full, LtxFiles.header(65536, 2, 1, 1), FrameEncoding.BLOCK);
        ByteBuffer noise = ByteBuffer.wrap(LtxFiles.noise(new Random(1), 65536)).asReadOnlyBuffer();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> writer.page(1, noise.duplicate()))
                .withMessage("disk full");
        assertThatIllegalStateException().isThrownBy(() -> writer.page(2, noise.duplicate()));
        assertThatIllegalStateException().isThrownBy(writer::finish);
    }

    @Test
    void aSlowStreamGivesTheSame() throws IOException {
        byte[] file = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);
        var drop = new InputStream() {
            private final InputStream all = new ByteArrayInputStream(file);

            @Override
            public int read() throws IOException {
                return all.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return all.read(into, offset, Math.min(1, length));
            }
        };
        assertThat(LtxFiles.drain(LtxReader.open(drop))).hasSize(2);
    }

    @Test
    void aFailingSourceIsNotMistakenForAMalformedFile() throws IOException {
        byte[] file = LtxFiles.bytes(LtxFiles.SNAPSHOT_TWO_PAGES);
        for (int good = 0; good < file.length; good++) {
            var source = new Breaking(file, good);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> LtxFiles.drain(LtxReader.open(source)))
                    .withMessage("cable cut");
            assertThat(source.closed).isTrue();
        }
    }

    private static final class Breaking extends InputStream {

        private final byte[] bytes;
        private final int good;
        private int at;
        private boolean closed;

        Breaking(byte[] bytes, int good) {
            this.bytes = bytes;
            this.good = good;
        }

        @Override
        public int read() throws IOException {
            if (at == good) {
                throw new IOException("cable cut");
            }
            return Byte.toUnsignedInt(bytes[at++]);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            into[offset] = (byte) read();
            return 1;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
