package io.flotilla.plugins.policies;

import io.flotilla.spi.Settings;
import java.time.Duration;

/// What a user can set for the [RecencyPolicy].
///
/// `keep-hot` (default `15m`): a hot database stays hot until it was quiet for so long. `promote-within` (default
/// a tenth of `keep-hot`): a cold database becomes hot when its last write is younger than this.
/// `promote-after` (default `1`): how many writes Flotilla must have seen of it before that.
record RecencySettings(Duration keepHot, Duration promoteWithin, long promoteAfter) {

    private static final String KEEP_HOT = "keep-hot";
    private static final String PROMOTE_WITHIN = "promote-within";
    private static final String PROMOTE_AFTER = "promote-after";
    private static final Duration USUAL = Duration.ofMinutes(15);
    private static final int PART = 10;

    RecencySettings {
        if (keepHot.isNegative() || keepHot.isZero()) {
            throw new IllegalArgumentException("Setting '" + KEEP_HOT + "' must be longer than nothing: " + keepHot);
        }
        if (promoteWithin.isNegative() || promoteWithin.isZero()) {
            throw new IllegalArgumentException(
                    "Setting '" + PROMOTE_WITHIN + "' must be longer than nothing: " + promoteWithin);
        }
        if (promoteWithin.compareTo(keepHot) >= 0) {
            throw new IllegalArgumentException("Setting '" + PROMOTE_WITHIN + "' (" + promoteWithin
                    + ") must be shorter than '" + KEEP_HOT + "' (" + keepHot
                    + "): between the two a database stays what it is");
        }
        if (promoteAfter < 1) {
            throw new IllegalArgumentException("Setting '" + PROMOTE_AFTER + "' must be at least 1: " + promoteAfter);
        }
    }

    /// @throws IllegalArgumentException for an unknown, malformed or contradictory setting
    static RecencySettings of(Settings settings) {
        Settings known = settings.allow(KEEP_HOT, PROMOTE_WITHIN, PROMOTE_AFTER);
        Duration keepHot = known.duration(KEEP_HOT).orElse(USUAL);
        return new RecencySettings(
                keepHot,
                known.duration(PROMOTE_WITHIN).orElse(keepHot.dividedBy(PART)),
                known.number(PROMOTE_AFTER).orElse(1L));
    }
}
