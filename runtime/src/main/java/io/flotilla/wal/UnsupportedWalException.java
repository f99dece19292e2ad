package io.flotilla.wal;

import java.io.IOException;

/// A sound log that we cannot read: of another version, or with numbers that we cannot count to.
public final class UnsupportedWalException extends IOException {

    private static final long serialVersionUID = 1L;

    UnsupportedWalException(String why) {
        super(why);
    }
}
