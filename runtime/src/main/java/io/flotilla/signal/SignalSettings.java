package io.flotilla.signal;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What is told to whom.
///
/// @param beat absent where no heartbeat is wanted
/// @param hook absent where no message is wanted
public record SignalSettings(Optional<Beat> beat, Optional<Hook> hook) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /// A heartbeat.
    ///
    /// @param interval how long there is between two; a second or more
    /// @param rule without which there is none
    public record Beat(Address address, Duration interval, Rule rule) {

        public Beat {
            if (interval.compareTo(SHORTEST) < 0) {
                throw new IllegalArgumentException("A heartbeat's interval is a second or more, not " + interval);
            }
        }
    }

    /// A message when something changes.
    ///
    /// @param header absent where none is sent
    /// @param pause how long there is at least between two
    /// @param names how many databases are named at most
    /// @param rule whose breach is a message
    public record Hook(Address address, Optional<Header> header, Duration pause, int names, Rule rule) {

        public Hook {
            if (pause.isNegative() || names < 0) {
                throw new IllegalArgumentException("Neither the pause nor the number of names is below zero");
            }
        }
    }

    /// A header of which nobody else may know the value.
    public record Header(String name, String value) {

        /// These make out the request itself.
        private static final Set<String> OURS =
                Set.of("host", "content-length", "content-type", "connection", "transfer-encoding");

        public Header {
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("'" + name + "' is no name of a header that may be sent");
            }
            if (!value.matches("[\\t\\x20-\\x7e]*")) {
                throw new IllegalArgumentException(
                        "The value of the header " + name + " holds a line break or " + "something that is not ASCII");
            }
        }

        @Override
        public String toString() {
            return name + ": ******";
        }
    }
}
