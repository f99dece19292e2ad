package io.flotilla.tiering;

import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;

/// Which policy is asked for the databases whose path matches.
///
/// @param pattern a glob on the absolute path
/// @param policy the name of the policy
public record PolicyRule(String pattern, String policy, Settings settings) {

    /// @throws IllegalArgumentException for a pattern that is malformed, or that no absolute path matches
    public PolicyRule {
        PathPattern.absolute(pattern);
    }
}
