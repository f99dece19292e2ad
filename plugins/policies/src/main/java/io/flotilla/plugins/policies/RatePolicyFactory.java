package io.flotilla.plugins.policies;

import io.flotilla.spi.Settings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;

/// Makes the policy `rate`. Its settings: [RateSettings].
public final class RatePolicyFactory implements TierPolicyFactory {

    @Override
    public String type() {
        return "rate";
    }

    @Override
    public TierPolicy create(Settings settings) {
        return new RatePolicy(RateSettings.of(settings));
    }
}
