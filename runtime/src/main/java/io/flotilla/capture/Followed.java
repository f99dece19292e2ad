package io.flotilla.capture;

import io.flotilla.wal.WalHeader;
import io.flotilla.wal.WalPoint;

/// What became of following a log from a position.
sealed interface Followed {

    /// The log continues without a gap: these frames, up to this point. Where it is not `settled`, a commit
    /// stands behind the point that is just being made.
    record Continued(WalHeader log, LatestFrames frames, int pageCount, WalPoint end, boolean settled)
            implements Followed {}

    /// The log continues without a gap, and nothing was committed.
    record Quiet() implements Followed {}

    /// There is no proof that the log continues the position: compare pages.
    record NotProved(String why) implements Followed {}

    /// Nothing can be said at this moment: look again.
    record Unsettled(String why) implements Followed {}
}
