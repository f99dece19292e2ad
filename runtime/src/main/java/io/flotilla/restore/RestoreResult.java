package io.flotilla.restore;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;

/// How a restore ended that met no failure on its way.
public sealed interface RestoreResult {

    /// The database is there under its name, whole and durable. `bytesRead` came from the target, in `files`.
    record Restored(TxId txId, int pages, int pageSize, int files, long bytesRead) implements RestoreResult {}

    /// The replica does not have the wanted state. Nothing was written.
    record NotRestored(RestorePlan.Impossible why) implements RestoreResult {}
}
