package io.flotilla.capture;

/// Whether a count of commits in a wal-index goes on from an earlier one. It starts over at nothing where the index is
/// made anew, and may then agree with an old count by accident.
interface CountTrust {

    /// Nothing is known of the time in between.
    CountTrust NONE = change -> false;

    /// Whether the index cannot have been made anew since the earlier count and have reached this one.
    boolean isStillCounting(int change);
}
