package io.flotilla.capture;

/// How an image of a database was taken.
public sealed interface Taking {

    /// While nothing moved that could not be made up for, without a lock.
    record Still() implements Taking {
        @Override
        public String toString() {
            return "";
        }
    }

    /// While the log was followed, which started over so many times meanwhile.
    record Live(int restarts) implements Taking {
        @Override
        public String toString() {
            return ", copied live across " + restarts + " restarts of the log";
        }
    }

    /// Under a shared lock.
    record Locked() implements Taking {
        @Override
        public String toString() {
            return ", read under a shared lock";
        }
    }
}
