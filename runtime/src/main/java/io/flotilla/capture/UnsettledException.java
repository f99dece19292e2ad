package io.flotilla.capture;

import java.io.IOException;

/// The database changed while it was read, in a way that leaves nothing to rely on. Look again.
sealed class UnsettledException extends IOException permits MovedException {

    private static final long serialVersionUID = 1L;

    private final String why;

    UnsettledException(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
