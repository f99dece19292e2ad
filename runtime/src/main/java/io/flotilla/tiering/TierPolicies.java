package io.flotilla.tiering;

import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// The kinds of tier policies that are there, by their names. Immutable.
public final class TierPolicies {

    private final Map<String, TierPolicyFactory> factories = new TreeMap<>();

    /// @throws IllegalArgumentException when two factories have one name
    public TierPolicies(Iterable<TierPolicyFactory> found) {
        for (TierPolicyFactory factory : found) {
            TierPolicyFactory other = factories.put(factory.type(), factory);
            if (other != null) {
                throw new IllegalArgumentException("Two plug-ins for the tier policy '" + factory.type() + "': "
                        + other.getClass().getName() + " and "
                        + factory.getClass().getName());
            }
        }
    }

    /// The plug-ins on the class path.
    public static TierPolicies installed() {
        return new TierPolicies(ServiceLoader.load(TierPolicyFactory.class));
    }

    /// Makes the policy with this name.
    ///
    /// @throws IllegalArgumentException for a name without a plug-in, with the list of those that are there,
    ///     and for a setting that the plug-in does not accept
    public TierPolicy create(String type, Settings settings) {
        TierPolicyFactory factory = factories.get(type);
        if (factory == null) {
            throw new IllegalArgumentException("No tier policy is called '" + type + "'. There are: "
                    + (factories.isEmpty() ? "none" : String.join(", ", factories.keySet())));
        }
        return factory.create(settings);
    }

    /// Makes a policy that asks the first rule that matches, and `otherwise` where none does.
    ///
    /// @throws IllegalArgumentException as [#create(String, Settings)]; the text names the rule
    public TierPolicy create(List<PolicyRule> rules, TierPolicy otherwise) {
        if (rules.isEmpty()) {
            return otherwise;
        }
        List<RuledPolicy.Rule> made = new ArrayList<>();
        for (PolicyRule rule : rules) {
            made.add(new RuledPolicy.Rule(PathPattern.of(rule.pattern()), create(rule)));
        }
        return new RuledPolicy(made, otherwise);
    }

    private TierPolicy create(PolicyRule rule) {
        try {
            return create(rule.policy(), rule.settings());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "The tier policy for '" + rule.pattern() + "': " + refused.getMessage(), refused);
        }
    }
}
