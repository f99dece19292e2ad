package io.flotilla.catalog;

import io.flotilla.ltx.TxId;
import java.time.Instant;

/// Up to where a database was shipped and acknowledged: the state of the file at one TXID.
///
/// @param timestamp what the LTX file of this TXID says of its time: the next one is not earlier
/// @param bootId that of the machine when the log was read: after another boot what was read may never have reached
/// the disk
public record Position(
        TxId txId,
        Instant timestamp,
        FileIdentity identity,
        int pageSize,
        int pageCount,
        LogPosition log,
        String bootId) {

    public Position {
        boolean legal = pageSize >= 512 && pageSize <= 65536 && Integer.bitCount(pageSize) == 1;
        if (!legal) {
            throw new IllegalArgumentException("A page size is a power of two from 512 to 65536, not " + pageSize);
        }
        if (pageCount < 0) {
            throw new IllegalArgumentException("A page count is not negative: " + pageCount);
        }
    }

    /// The same state, and another place in the log from which it goes on.
    public Position at(LogPosition place) {
        return new Position(txId, timestamp, identity, pageSize, pageCount, place, bootId);
    }
}
