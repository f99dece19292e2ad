package io.flotilla.plugins.policies;

import io.flotilla.spi.PathPattern;
import io.flotilla.spi.Settings;
import io.flotilla.spi.TierPolicy;
import io.flotilla.spi.TierPolicyFactory;
import java.util.ArrayList;
import java.util.List;

/// Makes the policy `pinned`. Its one setting is `paths` (default: all), globs on the absolute path with commas between
/// them, for example `/srv/vip/**,**/{a,b}.db`.
public final class PinnedPolicyFactory implements TierPolicyFactory {

    private static final String PATHS = "paths";
    private static final String ALL = "**";

    @Override
    public String type() {
        return "pinned";
    }

    @Override
    public TierPolicy create(Settings settings) {
        String paths = settings.allow(PATHS).text(PATHS).orElse(ALL);
        return new PinnedPolicy(
                split(paths).stream().map(PinnedPolicyFactory::pattern).toList());
    }

    private static PathPattern pattern(String glob) {
        if (glob.isEmpty()) {
            throw new IllegalArgumentException("Setting '" + PATHS + "' has an empty pattern");
        }
        return PathPattern.of(glob);
    }

    /// A comma inside braces belongs to the pattern.
    private static List<String> split(String globs) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int at = 0; at < globs.length(); at++) {
            switch (globs.charAt(at)) {
                case '{' -> depth++;
                case '}' -> depth--;
                case ',' -> {
                    if (depth <= 0) {
                        parts.add(globs.substring(start, at).strip());
                        start = at + 1;
                    }
                }
                default -> {}
            }
        }
        parts.add(globs.substring(start).strip());
        return parts;
    }
}
