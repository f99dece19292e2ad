package io.flotilla.spi;

/// What trying out a promise showed.
public sealed interface Finding {

    /// What is promised, in a few plain words, for example `a second put changes nothing`.
    String promise();

    /// What was seen, for people. No secret is in it.
    String seen();

    /// The promise is kept.
    record Kept(String promise, String seen) implements Finding {}

    /// The promise is broken.
    record Broken(String promise, String seen) implements Finding {}

    /// It could not be tried, or is nothing to be kept: a fact to know.
    record Noted(String promise, String seen) implements Finding {}
}
