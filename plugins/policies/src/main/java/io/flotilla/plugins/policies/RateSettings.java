package io.flotilla.plugins.policies;

import io.flotilla.spi.Settings;
import java.time.Duration;

/// What a user can set for the [RatePolicy].
///
/// `half-life` (default `5m`): after this time a write weighs half of what it did. `promote-above` (default
/// `2`): a cold database becomes hot above so many writes a minute. `demote-below` (default a quarter of it): a
/// hot one becomes cold below so many. What counts as a write is a capture that found something new, so there
/// are at most 60 a minute with an interval of a second.
record RateSettings(Duration halfLife, double promoteAbove, double demoteBelow) {

    private static final String HALF_LIFE = "half-life";
    private static final String PROMOTE_ABOVE = "promote-above";
    private static final String DEMOTE_BELOW = "demote-below";
    private static final Duration USUAL = Duration.ofMinutes(5);
    private static final double OFTEN = 2;
    private static final double PART = 4;

    RateSettings {
        if (!halfLife.isPositive()) {
            throw new IllegalArgumentException("Setting '" + HALF_LIFE + "' must be longer than nothing: " + halfLife);
        }
        if (demoteBelow >= promoteAbove) {
            throw new IllegalArgumentException("Setting '" + DEMOTE_BELOW + "' (" + demoteBelow
                    + ") must be less than '" + PROMOTE_ABOVE + "' (" + promoteAbove
                    + "): between the two a database stays what it is");
        }
    }

    /// @throws IllegalArgumentException for an unknown, malformed or contradictory setting
    static RateSettings of(Settings settings) {
        Settings known = settings.allow(HALF_LIFE, PROMOTE_ABOVE, DEMOTE_BELOW);
        double promoteAbove = known.positive(PROMOTE_ABOVE).orElse(OFTEN);
        return new RateSettings(
                known.duration(HALF_LIFE).orElse(USUAL),
                promoteAbove,
                known.positive(DEMOTE_BELOW).orElse(promoteAbove / PART));
    }
}
