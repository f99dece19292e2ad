package io.flotilla.detection;

import io.flotilla.catalog.Why;
import io.flotilla.disk.Fingerprint;
import java.time.Instant;

/// What a look at a database found.
public sealed interface Sighting {

    /// Nobody has written since the known fingerprint.
    record Unchanged() implements Sighting {}

    /// Something was written, or replaced, since. `observed` was taken before the content is read. Only when
    /// `settled` may it be remembered as clean once the content was captured: otherwise a write that follows
    /// within the same tick of the kernel's clock could leave the fingerprint as it is. `modified` is the newest
    /// modification of the database file, its log or its journal: a journal is there before the file changes.
    record Changed(Fingerprint observed, boolean settled, Instant modified) implements Sighting {}

    /// There is no file, or something else than a file.
    record Missing() implements Sighting {}

    /// The file system refuses to tell.
    record Unreadable(Why why) implements Sighting {}
}
