package io.flotilla.ltx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// Small LTX files for tests: known ones, and ones made from a map of pages.
final class LtxFiles {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00.405Z");

    /// A level-0 file with one page of 4096 bytes, written by Litestream.
    static final String LITESTREAM_ONE_PAGE = """
            4c545831 00000002 00001000 00000006 00000000 00000009 00000000 00000009
            000001a2 07498f83 00000000 00000000 00000000 00000020 00000000 00001018
            e092bbdd a0e030d9 00000000 00000000 00000000 00000000 00000000 00000000
            00000000 00000003 00010000 002fcf0d 00000001 0ffb000f fb000002 00ffffff
            ffffffff ffffffff ffffffff e0000200 c0000000 00000000 03010300 09000000
            00000003 64390000 00000000 00000400 00000000 000000c3 d018a1bb cd4faa
            """;

    /// A snapshot of two pages of 512 bytes, written by Litestream's LTX library.
    static final String SNAPSHOT_TWO_PAGES = """
            4c545831 00000002 00000200 00000002 00000000 00000001 00000000 00000001
            0000018b cfe56800 00000000 00000000 00000000 00000000 00000000 00000000
            00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
            00000000 00000001 00010000 00181f11 0100ffda 00020000 0200b011 11111111
            11111111 11110000 00020001 00000029 ff010001 02030405 06070809 0a0b0c0d
            0e0f1000 ffca00e0 0100e001 c0040506 0708090a 0b0c0d0e 0f000000 00000001
            64220286 01330000 00000000 00000800 00000000 000000d1 76cfac7f 65ded0
            """;

    private LtxFiles() {}

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }

    /// The same snapshot with checksums of the database.
    static byte[] checksummedSnapshot() {
        byte[] file = bytes(SNAPSHOT_TWO_PAGES);
        ByteBuffer.wrap(file)
                .putInt(4, 0)
                .putLong(file.length - 16, 0xdf68fc5cae17b78eL)
                .putLong(file.length - 8, 0x8b917d6437b7ca60L);
        return file;
    }

    static TxIdRange range(long min, long max) {
        return new TxIdRange(new TxId(min), new TxId(max));
    }

    static LtxHeader header(int pageSize, int commit, long min, long max) {
        return LtxHeader.of(pageSize, commit, range(min, max), NOON);
    }

    static byte[] write(LtxHeader header, FrameEncoding encoding, SortedMap<Integer, byte[]> pages) {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, encoding)) {
            for (var page : pages.entrySet()) {
                writer.page(page.getKey(), ByteBuffer.wrap(page.getValue()));
            }
            writer.finish();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return out.toByteArray();
    }

    static LtxReader open(byte[] file) throws IOException {
        return LtxReader.open(new ByteArrayInputStream(file));
    }

    static LtxMerge merge(byte[]... oldestFirst) throws IOException {
        var files = new ArrayList<PageStream>();
        for (byte[] file : oldestFirst) {
            files.add(open(file));
        }
        return LtxMerge.of(files);
    }

    /// All pages of a stream, read to its verified end.
    static SortedMap<Integer, byte[]> drain(PageStream stream) throws IOException {
        var pages = new TreeMap<Integer, byte[]>();
        try (stream) {
            while (stream.next()) {
                byte[] page = new byte[stream.page().remaining()];
                stream.page().get(page);
                pages.put(stream.pageNumber(), page);
            }
        }
        return pages;
    }

    /// A merged file as bytes.
    static byte[] writeMerged(byte[]... oldestFirst) throws IOException {
        LtxMerge merge = merge(oldestFirst);
        return write(merge.header(), FrameEncoding.BLOCK, drain(merge));
    }

    /// The content of pages by number, fit for comparison.
    static List<String> contentOf(SortedMap<Integer, byte[]> pages) {
        return pages.entrySet().stream()
                .map(page -> page.getKey() + ":" + HexFormat.of().formatHex(page.getValue()))
                .toList();
    }

    static byte[] filled(int pageSize, int value) {
        byte[] page = new byte[pageSize];
        Arrays.fill(page, (byte) value);
        return page;
    }

    static byte[] noise(Random random, int pageSize) {
        byte[] page = new byte[pageSize];
        random.nextBytes(page);
        return page;
    }
}
