package io.flotilla.disk;

import java.util.Map;
import java.util.Optional;

/// Who a file belongs to and what it permits.
///
/// @param mode the lower twelve bits, as `chmod` takes them
/// @param user the number of its owner
/// @param group the number of its group
/// @param userName as this host knows the number; the number itself where it knows none
/// @param groupName likewise
public record FileOwner(int mode, int user, int group, String userName, String groupName) {

    private static final int MODE_BITS = 07777;

    public FileOwner {
        if ((mode & ~MODE_BITS) != 0) {
            throw new IllegalArgumentException("A mode has twelve bits, not " + Integer.toOctalString(mode));
        }
    }

    /// What the JDK's attributes of the view `unix` say.
    static FileOwner of(Map<String, Object> attributes) {
        return new FileOwner(
                number(attributes, "mode") & MODE_BITS,
                number(attributes, "uid"),
                number(attributes, "gid"),
                String.valueOf(attributes.get("owner")),
                String.valueOf(attributes.get("group")));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return Optional.ofNullable(attributes.get(name))
                .filter(Integer.class::isInstance)
                .map(Integer.class::cast)
                .orElseThrow(() -> new IllegalStateException("This system does not say the " + name + " of a file"));
    }
}
