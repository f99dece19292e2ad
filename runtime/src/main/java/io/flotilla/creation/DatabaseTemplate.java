package io.flotilla.creation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/// Refuses what is not the whole of one SQLite database, so that no copy of half a database is made.
///
/// SQLite file format, sections 1.3 (header), 3 (rollback journal) and 4 (write-ahead log).
record DatabaseTemplate(Path file) {

    private static final String MAGIC = "SQLite format 3\0";
    private static final long JOURNAL_MAGIC = 0xd9d505f920a163d7L;
    private static final int HEADER_BYTES = 100;
    private static final int LOG_HEADER_BYTES = 32;
    private static final int SMALLEST_PAGE = 512;
    private static final int PAGE_SIZE_AT = 16;
    private static final int CHANGE_COUNTER_AT = 24;
    private static final int PAGE_COUNT_AT = 28;
    private static final int VALID_FOR_AT = 92;

    /// What tells that a file was not written between two looks.
    record Look(long bytes, long modifiedNanos, Object key) {}

    /// Looks at the file and at what lies beside it.
    ///
    /// @throws IllegalArgumentException where it is no database, or not the whole of one
    Look look() throws IOException {
        BasicFileAttributes before = attributes();
        checkHeader(before.size());
        checkLog();
        checkJournal();
        return new Look(
                before.size(), before.lastModifiedTime().to(TimeUnit.NANOSECONDS), String.valueOf(before.fileKey()));
    }

    private BasicFileAttributes attributes() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw refused("it is no file");
        }
        return attributes;
    }

    private void checkHeader(long bytes) throws IOException {
        ByteBuffer header = start(file, HEADER_BYTES);
        if (header.remaining() < HEADER_BYTES || !startsWithMagic(header)) {
            throw refused(bytes == 0 ? "it is empty" : "it is no SQLite database");
        }
        int field = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
        int pageBytes = field == 1 ? 1 << 16 : field;
        if (pageBytes < SMALLEST_PAGE || Integer.bitCount(pageBytes) != 1) {
            throw refused("its header says pages of " + pageBytes + " bytes, which SQLite does not know");
        }
        boolean isCounted = header.getInt(CHANGE_COUNTER_AT) == header.getInt(VALID_FOR_AT);
        long pages = Integer.toUnsignedLong(header.getInt(PAGE_COUNT_AT));
        if (bytes % pageBytes != 0 || (isCounted && pages * pageBytes > bytes)) {
            throw refused("it has " + bytes + " bytes, and its header says " + pages + " pages of " + pageBytes);
        }
    }

    private static boolean startsWithMagic(ByteBuffer header) {
        for (int i = 0; i < MAGIC.length(); i++) {
            if (header.get(i) != MAGIC.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void checkLog() throws IOException {
        Path log = beside("-wal");
        if (Files.exists(log) && Files.size(log) > LOG_HEADER_BYTES) {
            throw refused("beside it is " + log.getFileName() + ", in which a part of it may be. Let SQLite write that "
                    + "back first: PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    private void checkJournal() throws IOException {
        Path journal = beside("-journal");
        if (!Files.exists(journal)) {
            return;
        }
        ByteBuffer start = start(journal, Long.BYTES);
        if (start.remaining() == Long.BYTES && start.getLong(0) == JOURNAL_MAGIC) {
            throw refused("beside it is the journal " + journal.getFileName() + " of a transaction that was not "
                    + "finished. Let SQLite open the database once, which takes it back");
        }
    }

    private static ByteBuffer start(Path file, int bytes) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            int read = channel.read(start);
            while (read > 0) {
                read = channel.read(start);
            }
        } catch (NoSuchFileException gone) {
            return start.limit(0);
        }
        return start.flip();
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException("The template " + file + " cannot be used: " + why);
    }
}
