package io.flotilla.capture;

import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import java.io.IOException;

/// The database changed while it was read, in a way that leaves nothing to rely on. Look again.
sealed class UnsettledException extends IOException permits MovedException {

    private static final long serialVersionUID = 1L;

    private final ReasonCode code;
    private final String text;

    /// The database was written.
    UnsettledException(String why) {
        this(new Why(ReasonCode.BEING_WRITTEN, why));
    }

    UnsettledException(Why why) {
        super(why.text());
        this.code = why.code();
        this.text = why.text();
    }

    Why why() {
        return new Why(code, text);
    }
}
