package io.flotilla.capture;

/// What became of taking an image of a whole database.
sealed interface Imaged {

    /// A state that the database really had.
    record Taken(Image image) implements Imaged {}

    /// It does not hold still: look again.
    record Unsettled(String why) implements Imaged {}

    /// It has no page yet.
    record Empty() implements Imaged {}

    /// It cannot be read with what we know.
    record Unsupported(String why) implements Imaged {}

    /// There is no such file.
    record Missing() implements Imaged {}
}
