package io.flotilla.service.config;

import io.flotilla.spi.Settings;
import io.flotilla.store.TargetUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;

/// Where a replica is.
///
/// @param type the scheme of its target
/// @param authority bucket or host; empty for a directory
/// @param path without a slash at either end; decoded. It may hold names in braces where it is a template
/// @param settings of the target
/// @param interval how often what is new is uploaded
/// @param line where this stands
record ReplicaPlace(String type, String authority, String path, Settings settings, Duration interval, int line) {

    /// The target whose root is so much of the path.
    ///
    /// @param root a directory above the replica, or the replica; without a slash at either end
    TargetUrl target(String root) {
        if (type.equals("file")) {
            URI uri = Path.of("/" + root).toUri();
            String text = uri.toString();
            return new TargetUrl(
                    text.endsWith("/") && text.length() > "file:///".length()
                            ? URI.create(text.substring(0, text.length() - 1))
                            : uri,
                    settings);
        }
        try {
            // A bucket may be an ARN, which is no host.
            String escaped = new URI(null, null, "/" + root, null).getRawPath();
            return new TargetUrl(new URI(type + "://" + authority + (root.isEmpty() ? "" : escaped)), settings);
        } catch (URISyntaxException malformed) {
            throw new ConfigProblem(
                    line, "no URL can be made of '" + authority + "' and '" + root + "': " + malformed.getReason());
        }
    }
}
