package io.flotilla.capture;

/// What became of taking an image of a whole database.
sealed interface Imaged {

    /// A state that the database really had.
    record Taken(Image image) implements Imaged {}

    /// It does not hold still: look again.
    record Unsettled(String why) implements Imaged {

        /// How a reason begins where all means were tried.
        static final String BUSY = "busy-image: ";

        /// All means were tried that take long.
        static Unsettled busy(String why) {
            return new Unsettled(BUSY + why);
        }

        boolean isBusy() {
            return why.startsWith(BUSY);
        }
    }

    /// It has no page yet.
    record Empty() implements Imaged {}

    /// It cannot be read with what we know.
    record Unsupported(String why) implements Imaged {}

    /// There is no such file.
    record Missing() implements Imaged {}
}
