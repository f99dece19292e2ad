package io.flotilla.capture;

import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;

/// What became of taking an image of a whole database.
sealed interface Imaged {

    /// A state that the database really had.
    record Taken(Image image) implements Imaged {}

    /// It does not hold still: look again.
    record Unsettled(Why why) implements Imaged {

        /// It is being written.
        Unsettled(String why) {
            this(new Why(ReasonCode.BEING_WRITTEN, why));
        }

        Unsettled(ReasonCode code, String why) {
            this(new Why(code, why));
        }

        /// All means were tried that take long.
        static Unsettled busy(String why) {
            return new Unsettled(ReasonCode.BUSY_IMAGE, why);
        }

        boolean isBusy() {
            return why.code() == ReasonCode.BUSY_IMAGE;
        }
    }

    /// It has no page yet.
    record Empty() implements Imaged {}

    /// It cannot be read with what we know.
    record Unsupported(Why why) implements Imaged {

        Unsupported(ReasonCode code, String why) {
            this(new Why(code, why));
        }
    }

    /// There is no such file.
    record Missing() implements Imaged {}
}
