package io.flotilla.service.bench;

import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.service.demo.Sql;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.LtxStore;
import io.flotilla.store.NewFile;
import io.flotilla.store.StoreResult;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Replicas of small databases, 16 to 200 KiB, one file each: what a first contact leaves. Eight databases
/// stand for all, one after the other.
final class SmallReplicas {

    static final int PAGE_BYTES = 4096;

    private static final List<Integer> KIBIBYTES = List.of(16, 24, 40, 64, 96, 128, 160, 200);
    private static final int IN_A_DIRECTORY = 100;
    private static final int BATCH = 128;

    private final Path directory;

    /// @param directory where the eight are made
    SmallReplicas(Path directory) {
        this.directory = directory;
    }

    /// The key of one of them, by its number.
    static ObjectKey key(int number) {
        return ObjectKey.of("project%03d/tenant%06d.db".formatted(number / IN_A_DIRECTORY, number));
    }

    /// The database of which it is a replica.
    Path database(int number) {
        return directory.resolve(KIBIBYTES.get(number % KIBIBYTES.size()) + ".db");
    }

    /// The size of all databases together.
    static long bytes(int count) {
        long bytes = 0;
        for (int number = 0; number < count; number++) {
            bytes += KIBIBYTES.get(number % KIBIBYTES.size()) * 1024L;
        }
        return bytes;
    }

    void create(LtxStore store, int count, Instant moment) throws IOException, SQLException {
        Files.createDirectories(directory);
        for (int each = 0; each < KIBIBYTES.size(); each++) {
            createDatabase(database(each), KIBIBYTES.get(each));
            write(database(each), moment);
        }
        List<NewFile> batch = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            var payload = FilePayload.of(file(database(number)));
            batch.add(NewFile.captured(key(number), TxIdRange.of(TxId.FIRST), payload, moment));
            if (batch.size() == BATCH || number == count - 1) {
                put(store, batch);
                batch.clear();
            }
        }
    }

    static void put(LtxStore store, List<NewFile> batch) throws IOException {
        for (StoreResult result : store.put(batch)) {
            switch (result) {
                case StoreResult.Stored(var file) -> {}
                case StoreResult.AlreadyThere(var file) -> throw new IOException(file.name() + " is there already");
                case StoreResult.NotStored(var file, var cause) -> throw cause;
            }
        }
    }

    /// Rows of text that packs to a half, until the file has its size.
    private static void createDatabase(Path file, int kibibytes) throws SQLException {
        try (Connection connection = Sql.open(file)) {
            Sql.execute(connection, "PRAGMA page_size = " + PAGE_BYTES);
            Sql.execute(connection, "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
            Sql.execute(
                    connection,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + (kibibytes - 8)
                            + ") INSERT INTO notes (text) SELECT hex(randomblob(460)) FROM n");
        }
    }

    private static Path file(Path database) {
        return Path.of(database + ".ltx");
    }

    private static void write(Path database, Instant moment) throws IOException {
        byte[] content = Files.readAllBytes(database);
        int pages = content.length / PAGE_BYTES;
        var header = LtxHeader.of(PAGE_BYTES, pages, TxIdRange.of(TxId.FIRST), moment);
        try (var out = new BufferedOutputStream(Files.newOutputStream(file(database)));
                var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int page = 0; page < pages; page++) {
                writer.page(page + 1, ByteBuffer.wrap(content, page * PAGE_BYTES, PAGE_BYTES));
            }
            writer.finish();
        }
    }
}
