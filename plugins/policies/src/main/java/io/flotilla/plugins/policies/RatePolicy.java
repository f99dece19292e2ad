package io.flotilla.plugins.policies;

import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Duration;

/// Keeps those hot that are written often, by a rate in which older writes weigh less and less.
///
/// A cold database becomes hot above one rate, a hot one cold below a smaller one: between the two it stays what it is.
/// A single write makes nothing hot. Immutable.
record RatePolicy(RateSettings settings) implements TierPolicy {

    @Override
    public Tier tier(Activity activity) {
        return switch (activity.tier()) {
            case HOT -> activity.writesPerMinute() < settings.demoteBelow() ? Tier.COLD : Tier.HOT;
            case COLD -> activity.writesPerMinute() > settings.promoteAbove() ? Tier.HOT : Tier.COLD;
        };
    }

    @Override
    public Duration halfLife(String path) {
        return settings.halfLife();
    }
}
