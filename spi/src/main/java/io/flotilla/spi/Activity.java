package io.flotilla.spi;

import java.time.Instant;

/// What is known of a database's writes when its tier is decided.
///
/// Clocks are set back and forth: `lastWrite` may be later than `now`.
///
/// @param path the absolute path, for people and patterns: bytes that are not text are replaced
/// @param tier the tier it is in
/// @param now when the question is asked
/// @param lastWrite when the latest write was noticed
/// @param writes how many captures found something new; Flotilla's own reads never count
/// @param writesPerMinute such captures a minute, each weighing half of what it did one [TierPolicy#halfLife] before;
///     0 for a policy that has none. A database is captured once an interval at the most, so that is its limit
public record Activity(String path, Tier tier, Instant now, Instant lastWrite, long writes, double writesPerMinute) {

    public Activity {
        if (!(writesPerMinute >= 0)) {
            throw new IllegalArgumentException("A rate of writes is not negative: " + writesPerMinute);
        }
    }
}
