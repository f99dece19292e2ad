package io.flotilla.fleet;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.disk.Fingerprint;
import java.time.Instant;

/// A database that looks different from when it was last found clean.
///
/// @param observed taken before anything is read; it is remembered as clean only where `settled`
/// @param modified the newest modification that was seen
public record Change(DatabaseId database, Fingerprint observed, boolean settled, Instant modified) {

    /// What to remember once everything up to this look is uploaded.
    Fingerprint fingerprintToKeep() {
        return settled ? observed : Fingerprint.UNKNOWN;
    }
}
