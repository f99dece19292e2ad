package io.flotilla.tiering;

import io.flotilla.spi.Activity;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Tier;
import io.flotilla.spi.TierPolicy;
import java.time.Duration;
import java.util.List;

/// Asks the policy of the first rule whose pattern matches the path, or the one for all others. Immutable.
final class RuledPolicy implements TierPolicy {

    private final List<Rule> rules;
    private final TierPolicy otherwise;

    RuledPolicy(List<Rule> rules, TierPolicy otherwise) {
        this.rules = List.copyOf(rules);
        this.otherwise = otherwise;
    }

    record Rule(PathPattern pattern, TierPolicy policy) {}

    @Override
    public Tier tier(Activity activity) {
        return policy(activity.path()).tier(activity);
    }

    @Override
    public Duration halfLife(String path) {
        return policy(path).halfLife(path);
    }

    @Override
    public boolean isPinned(String path) {
        return policy(path).isPinned(path);
    }

    private TierPolicy policy(String path) {
        for (Rule rule : rules) {
            if (rule.pattern.matches(path)) {
                return rule.policy;
            }
        }
        return otherwise;
    }
}
