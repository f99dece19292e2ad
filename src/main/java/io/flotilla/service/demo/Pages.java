package io.flotilla.service.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares two database files page by page.
///
/// Every byte counts, but for the page that holds byte 2^30: SQLite never reads or writes it, so it is
/// neither in a log nor in a replica (SQLite file format, section 1.3).
final class Pages {

    private static final long LOCK_BYTE = 1L << 30;
    private static final int REPORTED = 5;
    private static final int HEADER_BYTES = 100;

    private Pages() {}

    /// How the restored file differs from the reference, one text for each of the first few pages.
    static List<String> differences(Path reference, Path restored) throws IOException {
        List<String> differences = new ArrayList<>();
        long expected = Files.size(reference);
        long found = Files.size(restored);
        if (expected != found) {
            differences.add("has " + found + " bytes, expected " + expected);
        }
        try (var left = FileChannel.open(reference);
                var right = FileChannel.open(restored)) {
            comparePages(left, right, Math.min(expected, found), differences);
        }
        return differences;
    }

    private static void comparePages(FileChannel left, FileChannel right, long bytes, List<String> differences)
            throws IOException {
        int pageBytes = pageBytes(left);
        ByteBuffer expected = ByteBuffer.allocate(pageBytes);
        ByteBuffer found = ByteBuffer.allocate(pageBytes);
        int different = 0;
        for (long offset = 0; offset < bytes; offset += pageBytes) {
            fill(left, expected, offset);
            fill(right, found, offset);
            int at = expected.mismatch(found);
            if (at >= 0 && offset != LOCK_BYTE) {
                different++;
                if (different <= REPORTED) {
                    differences.add("page " + (offset / pageBytes + 1) + " differs from byte " + at + " on"
                            + bytesAt(at, expected, found));
                }
            }
        }
        if (different > REPORTED) {
            differences.add(different + " pages differ in all");
        }
    }

    private static String bytesAt(int at, ByteBuffer expected, ByteBuffer found) {
        if (at >= Math.min(expected.limit(), found.limit())) {
            return "";
        }
        return ": %02x, expected %02x".formatted(found.get(at), expected.get(at));
    }

    /// Byte 16 of the header, where 1 stands for 65536.
    private static int pageBytes(FileChannel database) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        fill(database, header, 0);
        int stored = header.limit() < HEADER_BYTES ? 0 : Short.toUnsignedInt(header.getShort(16));
        int pageBytes = stored == 1 ? 65536 : stored;
        if (pageBytes < 512 || Integer.bitCount(pageBytes) != 1) {
            throw new IOException("The reference is not a database: page size " + stored + ", first bytes "
                    + Arrays.toString(Arrays.copyOf(header.array(), 16)));
        }
        return pageBytes;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
        buffer.clear();
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, offset + buffer.position());
        }
        buffer.flip();
    }
}
