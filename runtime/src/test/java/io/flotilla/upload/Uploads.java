package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.PageHasher;
import io.flotilla.catalog.PageHashes;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.FrameEncoding;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.LtxWriter;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.BytesPayload;
import io.flotilla.spi.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/// What the tests of the upload share: small real files.
public final class Uploads {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Uploads() {}

    /// A database of so many pages, whose pages with these numbers are in the file, each of one byte value.
    record Pages(int pageSize, int commit, byte value, int... numbers) {

        static Pages all(int pageSize, int commit, int value) {
            int[] numbers = new int[commit];
            Arrays.setAll(numbers, i -> i + 1);
            return new Pages(pageSize, commit, (byte) value, numbers);
        }

        private boolean areAll() {
            return numbers.length == commit;
        }

        private byte[] page(int number) {
            byte[] page = new byte[pageSize];
            Arrays.fill(page, value);
            page[0] = (byte) number;
            return page;
        }

        /// The hash that a page has by this file.
        long hash(Catalog catalog, int number) {
            return new PageHasher(catalog.hashSeed()).hash(page(number), 0, pageSize);
        }

        private HashChange hashes(Catalog catalog) {
            long[] hashes = Arrays.stream(numbers)
                    .mapToLong(number -> hash(catalog, number))
                    .toArray();
            return areAll()
                    ? new HashChange.Replace(PageHashes.of(hashes))
                    : new HashChange.Update(numbers, hashes, commit);
        }
    }

    /// The file of one transaction, by one writer, of one page.
    public static PendingFile file(Catalog catalog, DatabaseId database, long txId, long writer) {
        return file(catalog, database, txId, writer, Pages.all(4096, 1, 1));
    }

    static PendingFile file(Catalog catalog, DatabaseId database, long txId, long writer, Pages pages) {
        Instant timestamp = NOW.plusMillis(txId).plusSeconds(writer);
        LtxHeader header = LtxHeader.of(pages.pageSize(), pages.commit(), TxIdRange.of(new TxId(txId)), timestamp)
                .withNodeId(writer);
        var position = new Position(
                new TxId(txId),
                timestamp,
                new FileIdentity(1, 2, 3),
                pages.pageSize(),
                pages.commit(),
                new LogPosition.Unknown(),
                "a boot");
        var next = new Advance(database, position, pages.hashes(catalog), new Fingerprint(txId), NOW, Instant.EPOCH);
        return new PendingFile(catalog.row(database).replica(), header, payload(bytes(header, pages)), next);
    }

    static byte[] bytes(LtxHeader header, Pages pages) {
        var out = new ByteArrayOutputStream();
        try (var writer = new LtxWriter(out, header, FrameEncoding.BLOCK)) {
            for (int number : pages.numbers()) {
                writer.page(number, ByteBuffer.wrap(pages.page(number)));
            }
            writer.finish();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    static Payload payload(byte[] bytes) {
        return new BytesPayload(bytes);
    }
}
