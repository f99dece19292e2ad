package io.flotilla.plugins.policies;

import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Duration;

/// Keeps a database hot for a while after its last write.
///
/// A cold database becomes hot at a write, a hot one becomes cold when it was quiet for much longer: between
/// the two moments it stays what it is. A last write in the future (the clock was set back) counts as one of
/// this moment. Immutable.
record RecencyPolicy(RecencySettings settings) implements TierPolicy {

    @Override
    public Tier tier(Activity activity) {
        Duration quiet = Duration.between(activity.lastWrite(), activity.now());
        return switch (activity.tier()) {
            case HOT -> quiet.compareTo(settings.keepHot()) < 0 ? Tier.HOT : Tier.COLD;
            case COLD ->
                quiet.compareTo(settings.promoteWithin()) < 0 && activity.writes() >= settings.promoteAfter()
                        ? Tier.HOT
                        : Tier.COLD;
        };
    }
}
