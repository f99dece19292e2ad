package io.flotilla.plugins.policies;

import io.flotilla.spi.Settings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;

/// Makes the policy `recency`, the one that is used where nobody chose. Its settings: [RecencySettings].
public final class RecencyPolicyFactory implements TierPolicyFactory {

    @Override
    public String type() {
        return "recency";
    }

    @Override
    public TierPolicy create(Settings settings) {
        return new RecencyPolicy(RecencySettings.of(settings));
    }
}
