package io.flotilla.catalog;

import io.flotilla.disk.Fingerprint;
import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Tier;
import java.time.Instant;

/// One row of the table `databases`, as it is stored. Not copied, not compared: a carrier from SQL to memory.
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredRow(
        byte[] path,
        byte[] replica,
        Tier tier,
        DatabaseState state,
        Why why,
        long fingerprint,
        long lastWrite,
        long ackedAt,
        long txId) {

    /// A database that was just found.
    static StoredRow fresh(byte[] path, byte[] replica) {
        return new StoredRow(path, replica, Tier.COLD, DatabaseState.ACTIVE, Why.NOTHING, 0, 0, 0, 0);
    }

    DatabaseRow view(DatabaseId id) {
        return new DatabaseRow(
                id,
                PathBytes.toPath(path),
                ObjectKey.ofBytes(replica),
                tier,
                state,
                why,
                new Fingerprint(fingerprint),
                Instant.ofEpochMilli(lastWrite),
                Instant.ofEpochMilli(ackedAt),
                txId);
    }
}
