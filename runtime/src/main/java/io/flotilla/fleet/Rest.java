package io.flotilla.fleet;

import java.time.Duration;

/// What follows a turn: how long the database rests, and whether another turn follows whatever happens meanwhile.
record Rest(Duration length, boolean turnFollows) {

    /// Nothing is new, and the database is quiet until somebody writes.
    static Rest quiet(Duration interval) {
        return new Rest(interval, false);
    }

    /// It is looked at again, whatever happens.
    static Rest untilNextLook(Duration interval) {
        return new Rest(interval, true);
    }

    /// It failed, and is left alone for so long.
    static Rest afterFailure(Duration backoff) {
        return new Rest(backoff, true);
    }
}
