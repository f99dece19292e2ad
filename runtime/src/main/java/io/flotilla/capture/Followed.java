package io.flotilla.capture;

import io.flotilla.catalog.LogPosition;

/// What became of following a log from a position.
sealed interface Followed {

    /// The log continues without a gap: these frames, up to this place. Where it is not `settled`, a commit stands
    /// behind the place that is just being made.
    record Continued(int pageSize, LatestFrames frames, int pageCount, LogPosition.At end, boolean settled, How how)
            implements Followed {}

    /// The log continues without a gap, and nothing was committed.
    record Quiet() implements Followed {}

    /// The same, and this is the place now.
    record Moved(LogPosition.At place) implements Followed {}

    /// The same, and a commit stands behind the place that is just being made.
    record Pending(LogPosition.At place) implements Followed {}

    /// There is no proof that the log continues the position: compare pages.
    record NotProved(Fall why) implements Followed {}

    /// Nothing can be said at this moment: look again.
    record Unsettled(String why) implements Followed {}
}
