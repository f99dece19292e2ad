package io.flotilla.creation;

import java.nio.file.Path;

/// What is to be made.
///
/// @param template the database that all others are copies of
/// @param pattern their names below the root
/// @param first the index of the first name of the pattern that is used, from 0 on
/// @param count how many
/// @param root a directory; it is made where it is not there
public record CreationRequest(Path template, NamePattern pattern, long first, long count, Path root) {

    public CreationRequest {
        if (count < 1 || first < 0) {
            throw new IllegalArgumentException("At least one database is made, not " + count);
        }
        if (pattern.names() - first < count) {
            throw new IllegalArgumentException("The pattern '" + pattern + "' gives " + pattern.names() + " names, not "
                    + (first + count) + ": widen a range, or put {n} into it, which is the number of the database");
        }
    }

    /// From the first name of the pattern on.
    public CreationRequest(Path template, NamePattern pattern, long count, Path root) {
        this(template, pattern, 0, count, root);
    }
}
