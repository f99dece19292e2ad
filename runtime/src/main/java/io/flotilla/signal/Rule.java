package io.flotilla.signal;

import java.time.Duration;

/// When fleets count as protected.
///
/// @param lag a database whose oldest unconfirmed write waits for longer is late
/// @param allowed so many may be late
/// @param loopAge a loop that has not moved for longer stands
public record Rule(Duration lag, int allowed, Duration loopAge) {

    public Rule {
        if (lag.isNegative() || lag.isZero() || loopAge.isNegative() || loopAge.isZero()) {
            throw new IllegalArgumentException("A length of time has to be above zero: " + lag + ", " + loopAge);
        }
        if (allowed < 0) {
            throw new IllegalArgumentException("How many databases may be late is not below zero: " + allowed);
        }
    }
}
