package io.flotilla.plan;

import io.flotilla.ltx.TxId;

/// Which state of a database is wanted.
public sealed interface RestorePoint {

    /// The newest one.
    record Latest() implements RestorePoint {}

    /// The one after exactly this transaction.
    record AsOf(TxId txId) implements RestorePoint {}
}
