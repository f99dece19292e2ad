package io.flotilla.compaction;

import java.time.Duration;

/// What stays of a replica.
///
/// @param level0 how long a file stays at least as it was captured, after a merged one holds it
/// @param moments how far back every moment stays that a file of level 1 or above ends at
/// @param dailies of how many days the last snapshot stays, today counted, by UTC
/// @param weeklies of how many weeks, beginning with Monday, the last snapshot stays, this one counted
/// @param hold whether nothing is removed, for as long as somebody says so
public record RetentionRules(Duration level0, Duration moments, int dailies, int weeklies, boolean hold) {

    /// As Litestream does unless told otherwise.
    public static final RetentionRules DEFAULT =
            new RetentionRules(Duration.ofMinutes(5), Duration.ofHours(24), 0, 0, false);

    public RetentionRules {
        if (level0.isNegative() || moments.isNegative() || dailies < 0 || weeklies < 0) {
            throw new IllegalArgumentException("Nothing stays for less than nothing: " + level0 + ", " + moments + ", "
                    + dailies + " days, " + weeklies + " weeks");
        }
    }

    /// The same, and nothing is removed.
    public RetentionRules held() {
        return new RetentionRules(level0, moments, dailies, weeklies, true);
    }
}
