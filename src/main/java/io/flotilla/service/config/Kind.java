package io.flotilla.service.config;

/// What stands behind a key.
sealed interface Kind permits Plain, Kind.Texts, Kind.Nested, Kind.Repeated {

    /// A list of texts; a single text is a list of one.
    record Texts() implements Kind {}

    /// A mapping with keys of its own.
    record Nested(Section section) implements Kind {}

    /// A list of such mappings.
    record Repeated(Section section) implements Kind {}
}
