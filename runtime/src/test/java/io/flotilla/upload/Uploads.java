package io.flotilla.upload;

import io.flotilla.catalog.Advance;
import io.flotilla.catalog.Catalog;
import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.FileIdentity;
import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.LogPosition;
import io.flotilla.catalog.Position;
import io.flotilla.disk.Fingerprint;
import io.flotilla.ltx.LtxHeader;
import io.flotilla.ltx.TxId;
import io.flotilla.ltx.TxIdRange;
import io.flotilla.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/// What the tests of the upload share: files that consist of their header.
public final class Uploads {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private Uploads() {}

    /// The file of one transaction, by one writer.
    public static PendingFile file(Catalog catalog, DatabaseId database, long txId, long writer) {
        LtxHeader header =
                LtxHeader.of(4096, 1, TxIdRange.of(new TxId(txId)), NOW).withNodeId(writer);
        ByteBuffer bytes = ByteBuffer.allocate(LtxHeader.BYTES);
        header.write(bytes);
        var position = new Position(
                new TxId(txId), Instant.EPOCH, new FileIdentity(1, 2, 3), 4096, 1, new LogPosition.Unknown(), "a boot");
        var next = new Advance(database, position, new HashChange.Forget(), new Fingerprint(txId), NOW, Instant.EPOCH);
        return new PendingFile(catalog.row(database).replica(), header, payload(bytes.array()), next);
    }

    static Payload payload(byte[] bytes) {
        return new Payload() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
