package io.flotilla.fleet;

import java.time.Duration;

/// What follows a turn: how long the database rests, and what then.
record Rest(Duration length, Then then) {

    /// What follows a rest.
    enum Then {

        /// Nothing, unless something happens meanwhile.
        NOTHING,

        /// Another turn.
        TURN,

        /// Another turn, and no other look before: it failed.
        RETRY
    }

    /// Nothing is new, and the database is quiet until somebody writes.
    static Rest quiet(Duration interval) {
        return new Rest(interval, Then.NOTHING);
    }

    /// It is looked at again, whatever happens.
    static Rest untilNextLook(Duration interval) {
        return new Rest(interval, Then.TURN);
    }

    /// It failed, and is left alone for so long.
    static Rest afterFailure(Duration backoff) {
        return new Rest(backoff, Then.RETRY);
    }
}
