package io.flotilla.capture;

/// By which rung of the ladder something new was captured.
public sealed interface How {

    /// Followed the log.
    record Followed() implements How {
        @Override
        public String toString() {
            return "followed the log";
        }
    }

    /// Followed the log across one restart.
    record Bridged() implements How {
        @Override
        public String toString() {
            return "bridged a restart of the log";
        }
    }

    /// Compared pages with the hashes of what was shipped last.
    record Compared(Fall why, Taking taking) implements How {
        @Override
        public String toString() {
            return "compared pages: " + why + taking;
        }
    }
}
