package io.flotilla.catalog;

import io.flotilla.spi.Tier;

/// One row of the table `databases`, as it is stored. Not copied, not compared: a carrier from SQL to memory.
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredRow(
        byte[] path,
        byte[] replica,
        Tier tier,
        DatabaseState state,
        String reason,
        long fingerprint,
        long lastWrite,
        long ackedAt,
        long txId) {

    /// A database that was just found.
    static StoredRow fresh(byte[] path, byte[] replica) {
        return new StoredRow(path, replica, Tier.COLD, DatabaseState.ACTIVE, "", 0, 0, 0, 0);
    }
}
