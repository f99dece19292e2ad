package io.flotilla.discovery;

import java.nio.file.Path;
import java.util.List;

/// Where databases are looked for: a directory with all that is below it, or one database file.
///
/// Patterns and excludes are globs on names relative to the directory: `*` and `?` stay within one name, `**`
/// crosses directories, `**/` stands for no directory as well, `{a,b}` and `[a-z]` choose, a backslash takes
/// the next character as it is. A file is taken when a pattern matches, or when there is none, and neither it
/// nor a directory above it matches an exclude. Of a single file nothing is asked.
public record Root(Path directory, List<String> patterns, List<String> excludes) {

    /// @throws IllegalArgumentException for a malformed glob
    public Root {
        patterns = List.copyOf(patterns);
        excludes = List.copyOf(excludes);
        patterns.forEach(Glob::of);
        excludes.forEach(Glob::of);
    }

    /// All databases below a directory, or one database.
    public static Root of(Path directory) {
        return new Root(directory, List.of(), List.of());
    }
}
