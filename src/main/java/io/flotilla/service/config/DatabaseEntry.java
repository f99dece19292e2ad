package io.flotilla.service.config;

/// One entry of `dbs`.
///
/// @param path the absolute path of the database, or of the directory
/// @param isDirectory whether all databases below it are meant
/// @param line where the entry begins
/// @param values what stands there: keys of its own, and those of its replica behind `replica.`
public record DatabaseEntry(String path, boolean isDirectory, int line, Values values) {

    static final String REPLICA = "replica.";

    /// Whether it is restored at the start where it is absent.
    boolean isRestoredWhereAbsent() {
        return values.isTrue("restore-if-db-not-exists");
    }

    /// The pattern of a directory, as the engine's globs have it.
    String glob() {
        String pattern =
                values.text("pattern").replace("{", "\\{").replace("}", "\\}").replace("[^", "[!");
        return values.isTrue("recursive") ? "**/" + pattern : pattern;
    }
}
