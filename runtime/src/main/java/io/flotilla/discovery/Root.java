package io.flotilla.discovery;

import io.flotilla.spi.PathPattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Where databases are looked for: a directory with all that is below it, or one database file.
///
/// Patterns and excludes are globs on names relative to the directory: `*` and `?` stay within one name, `**`
/// crosses directories, `**/` stands for no directory as well, `{a,b}` and `[a-z]` choose, a backslash takes
/// the next character as it is. A file is taken when a pattern matches, or when there is none, and neither it
/// nor a directory above it matches an exclude. Of a single file nothing is asked.
///
/// In a pattern `{tenant}` stands for a part of one name, and the key may use it by that name. What the first pattern
/// that matches a file does not name is found as in [PathNames].
///
/// @param key how the keys of replicas are made
public record Root(Path directory, List<String> patterns, List<String> excludes, KeyTemplate key) {

    /// @throws IllegalArgumentException for a malformed glob, and for a key with a name that not every pattern
    ///     captures and that is none of those which every file has
    public Root {
        patterns = List.copyOf(patterns);
        excludes = List.copyOf(excludes);
        excludes.forEach(PathPattern::of);
        checkNames(key, patterns.stream().map(PathPattern::capturing).toList());
    }

    /// The key of a replica is the path below the directory.
    public Root(Path directory, List<String> patterns, List<String> excludes) {
        this(directory, patterns, excludes, KeyTemplate.PATH);
    }

    /// All databases below a directory, or one database.
    public static Root of(Path directory) {
        return new Root(directory, List.of(), List.of());
    }

    /// The same without what lies at a path; this one where that is not below the directory.
    public Root without(Path path) {
        if (path.equals(directory) || !path.startsWith(directory)) {
            return this;
        }
        String glob = directory.relativize(path).toString().replaceAll("[\\\\*?{}\\[\\]]", "\\\\$0");
        List<String> more = Stream.concat(excludes.stream(), Stream.of(glob)).toList();
        return new Root(directory, patterns, more, key);
    }

    private static void checkNames(KeyTemplate key, List<PathPattern> patterns) {
        Set<String> captured = new TreeSet<>();
        patterns.forEach(pattern -> captured.addAll(pattern.names()));
        for (String name : key.names()) {
            if (PathNames.OF_EVERY_FILE.contains(name)) {
                continue;
            }
            if (!captured.contains(name)) {
                Set<String> known = new TreeSet<>(PathNames.OF_EVERY_FILE);
                known.addAll(captured);
                throw new IllegalArgumentException("The key '" + key + "' has the unknown name {" + name + "}. Known: "
                        + String.join(", ", known));
            }
            patterns.stream()
                    .filter(pattern -> !pattern.names().contains(name))
                    .findFirst()
                    .ifPresent(without -> {
                        throw new IllegalArgumentException("The key '" + key + "' has the name {" + name
                                + "}, which the pattern '" + without + "' does not capture");
                    });
        }
    }
}
