package io.flotilla.discovery;

import io.flotilla.disk.PathBytes;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PathPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives the files below one root the keys of their replicas. Immutable.
final class Naming {

    private final byte[] directory;
    private final KeyTemplate template;
    private final List<PathPattern> patterns;

    private Naming(byte[] directory, KeyTemplate template, List<PathPattern> patterns) {
        this.directory = directory;
        this.template = template;
        this.patterns = patterns;
    }

    /// @param directory the root's real path
    static Naming of(Root root, Path directory) {
        return new Naming(
                PathBytes.of(directory),
                root.key(),
                root.patterns().stream().map(PathPattern::capturing).toList());
    }

    /// Whether a pattern names such a part.
    static boolean captures(String pattern, String name) {
        return PathPattern.capturing(pattern).names().contains(name);
    }

    /// The key for a file, by its path below the root; an empty one where the root is the file.
    ObjectKey key(byte[] relative) {
        if (template.isPath()) {
            return ObjectKey.ofBytes(relative);
        }
        return template.key(new PathNames(directory, relative, captures(relative))::value);
    }

    /// The part of a path that a pattern calls so; absent where none does.
    Optional<byte[]> captured(String name, byte[] relative) {
        return Optional.ofNullable(captures(relative).get(name));
    }

    private Map<String, byte[]> captures(byte[] relative) {
        return patterns.stream()
                .flatMap(pattern -> pattern.captures(relative).stream())
                .findFirst()
                .orElse(Map.of());
    }
}
