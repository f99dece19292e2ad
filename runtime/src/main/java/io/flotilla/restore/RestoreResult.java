package io.flotilla.restore;

import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import java.time.Instant;
import java.util.List;

/// How a restore ended that met no failure on its way.
public sealed interface RestoreResult {

    /// The database is there under its name, whole and durable.
    ///
    /// @param moment of its last file
    /// @param files of which it was made
    /// @param bytesRead of them, from the target
    /// @param passed over: files that are missing or damaged, each with its reason
    record Restored(TxId txId, Instant moment, int pages, int pageSize, int files, long bytesRead, List<String> passed)
            implements RestoreResult {

        public Restored {
            passed = List.copyOf(passed);
        }

        /// The size of the database in bytes.
        public long bytes() {
            return (long) pages * pageSize;
        }
    }

    /// The replica does not have the wanted state. Nothing was written.
    record NotRestored(RestorePlan.Impossible why) implements RestoreResult {}
}
