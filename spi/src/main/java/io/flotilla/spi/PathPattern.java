package io.flotilla.spi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A glob on paths, with the meaning of `java.nio.file.FileSystem.getPathMatcher("glob:…")` but for two things:
/// `**/` stands for no directory as well, and a path may hold any byte. A byte that is not UTF-8 counts as one
/// character.
///
/// `*` and `?` stay within one name, `**` crosses directories, `{a,b}` and `[a-z]` choose, a backslash takes the
/// next character as it is. Immutable.
public final class PathPattern {

    /// How a pattern begins that matches absolute paths.
    private static final String BEGINS_ABSOLUTE = "/*?[{\\";

    private final String glob;
    private final Pattern pattern;

    private PathPattern(String glob, Pattern pattern) {
        this.glob = glob;
        this.pattern = pattern;
    }

    /// The pattern of this glob.
    ///
    /// @throws IllegalArgumentException when it is malformed
    public static PathPattern of(String glob) {
        return new PathPattern(glob, Glob.plain(glob));
    }

    /// The same for absolute paths.
    ///
    /// @throws IllegalArgumentException when it is malformed, or no absolute path matches it
    public static PathPattern absolute(String glob) {
        PathPattern pattern = of(glob);
        if (glob.isEmpty() || BEGINS_ABSOLUTE.indexOf(glob.charAt(0)) < 0) {
            throw new IllegalArgumentException(
                    "The pattern '" + glob + "' matches no absolute path: begin it with '/' or '**/'");
        }
        return pattern;
    }

    /// A pattern that names parts of the path as well: `{tenant}` stands for one or more characters of one name,
    /// as few as make the rest fit; `{{tenant}}` says the same. A name has letters and digits, and stands there
    /// once. `{a,b}` chooses as ever.
    ///
    /// @throws IllegalArgumentException when it is malformed
    public static PathPattern capturing(String glob) {
        return new PathPattern(glob, Glob.capturing(glob));
    }

    /// Whether the bytes of a path match.
    public boolean matches(byte[] path) {
        return matches(NameText.of(path));
    }

    /// Whether the text of a path matches.
    public boolean matches(String path) {
        return pattern.matcher(path).matches();
    }

    /// The names that it captures, sorted.
    public Set<String> names() {
        return new TreeSet<>(pattern.namedGroups().keySet());
    }

    /// The parts of a path by their names; absent where it does not match.
    public Optional<Map<String, byte[]>> captures(byte[] path) {
        Matcher matcher = pattern.matcher(NameText.of(path));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, byte[]> parts = new LinkedHashMap<>();
        for (String name : pattern.namedGroups().keySet()) {
            parts.put(name, NameText.bytes(matcher.group(name)));
        }
        return Optional.of(parts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern that
                && glob.equals(that.glob)
                && pattern.pattern().equals(that.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return glob.hashCode();
    }

    /// The glob.
    @Override
    public String toString() {
        return glob;
    }
}
