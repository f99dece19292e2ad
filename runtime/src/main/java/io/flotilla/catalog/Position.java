package io.flotilla.catalog;

import io.flotilla.ltx.TxId;

/// Up to where a database was shipped and acknowledged: the state of the file at one TXID.
///
/// The boot id is that of the machine when the log was read: after another boot what was read may never have
/// reached the disk.
public record Position(TxId txId, FileIdentity identity, int pageSize, int pageCount, LogPosition log, String bootId) {

    public Position {
        boolean legal = pageSize >= 512 && pageSize <= 65536 && Integer.bitCount(pageSize) == 1;
        if (!legal) {
            throw new IllegalArgumentException("A page size is a power of two from 512 to 65536, not " + pageSize);
        }
        if (pageCount < 0) {
            throw new IllegalArgumentException("A page count is not negative: " + pageCount);
        }
    }
}
