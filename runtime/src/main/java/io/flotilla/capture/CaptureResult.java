package io.flotilla.capture;

import io.flotilla.catalog.HashChange;
import io.flotilla.catalog.Position;
import io.flotilla.catalog.Why;

/// What one look at a database found.
public sealed interface CaptureResult {

    /// Something new, as one LTX file. The receiver closes it when it is uploaded or given up.
    record Captured(CapturedFile file) implements CaptureResult {}

    /// Nothing new since the position.
    record NothingNew() implements CaptureResult {}

    /// Nothing new since the position, and a place in the log from which to follow: the position to keep, with
    /// the same TXID.
    record Repositioned(Position position, HashChange hashes, How how) implements CaptureResult {}

    /// It does not hold still, or nobody can tell at this moment. Look again soon.
    record Unsettled(Why why) implements CaptureResult {}

    /// It has no page yet.
    record Waiting() implements CaptureResult {}

    /// It cannot be replicated as it is.
    record Unsupported(Why why) implements CaptureResult {}

    /// There is no such file.
    record Missing() implements CaptureResult {}
}
