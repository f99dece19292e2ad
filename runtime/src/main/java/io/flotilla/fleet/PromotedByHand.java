package io.flotilla.fleet;

import io.flotilla.spi.Activity;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A policy that keeps those databases hot that somebody asked for, for as long as was asked; and otherwise does as
/// another one does. Safe for use by several threads.
final class PromotedByHand implements TierPolicy {

    private final TierPolicy policy;
    private final Map<String, Instant> until = new ConcurrentHashMap<>();

    PromotedByHand(TierPolicy policy) {
        this.policy = policy;
    }

    void promote(String path, Instant end) {
        until.put(path, end);
    }

    @Override
    public Tier tier(Activity activity) {
        Instant end = until.get(activity.path());
        if (end != null && activity.now().isBefore(end)) {
            return Tier.HOT;
        }
        if (end != null) {
            until.remove(activity.path(), end);
        }
        return policy.tier(activity);
    }

    @Override
    public Duration halfLife(String path) {
        return policy.halfLife(path);
    }

    @Override
    public boolean isPinned(String path) {
        return policy.isPinned(path);
    }
}
