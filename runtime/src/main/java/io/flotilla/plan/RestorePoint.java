package io.flotilla.plan;

import io.flotilla.ltx.TxId;
import java.time.Instant;

/// Which state of a database is wanted.
public sealed interface RestorePoint {

    /// The newest one.
    record Latest() implements RestorePoint {}

    /// The one after exactly this transaction.
    record AsOf(TxId txId) implements RestorePoint {}

    /// The newest one whose files were all made before this moment, as Litestream's `-timestamp` has it: a
    /// file that was made at exactly this moment does not count.
    ///
    /// Such a plan stands on the exact timestamps of files, and whoever lists a target that has none reads
    /// them from the headers first.
    record Until(Instant moment) implements RestorePoint {}
}
