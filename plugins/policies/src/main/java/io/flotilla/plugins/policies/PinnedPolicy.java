package io.flotilla.plugins.policies;

import io.flotilla.spi.Activity;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.util.List;

/// Keeps the databases hot whose path matches, whatever they do, and all others cold. Immutable.
record PinnedPolicy(List<PathPattern> paths) implements TierPolicy {

    PinnedPolicy {
        paths = List.copyOf(paths);
    }

    @Override
    public Tier tier(Activity activity) {
        return isPinned(activity.path()) ? Tier.HOT : Tier.COLD;
    }

    @Override
    public boolean isPinned(String path) {
        return paths.stream().anyMatch(pattern -> pattern.matches(path));
    }
}
