package io.flotilla.spi;

import java.time.Duration;

/// Decides how eagerly a database is served.
///
/// Pure: the same activity gives the same tier, and nothing else happens. Safe for use by several threads. A
/// policy has hysteresis: a database does not change its tier back and forth at one threshold. It answers
/// whatever the clocks say, and never fails.
@FunctionalInterface
public interface TierPolicy {

    /// The tier that this activity asks for. The engine may still keep a database cold when the budget of hot
    /// ones is used up, and keeps it hot until its work is uploaded.
    Tier tier(Activity activity);

    /// Within which time a write of the database at this path loses half its weight in
    /// [Activity#writesPerMinute]. Zero where nobody asks for that rate, and then nothing is kept for it. Always
    /// the same for a path.
    default Duration halfLife(String path) {
        return Duration.ZERO;
    }

    /// Whether the database at this path is hot whatever it does: without a write, and without giving its place to
    /// another one when the budget is used up. [#tier] then always says hot. Always the same for a path.
    default boolean isPinned(String path) {
        return false;
    }
}
