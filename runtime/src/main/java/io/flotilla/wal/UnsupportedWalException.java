package io.flotilla.wal;

import java.io.IOException;

/// A log of a version that we cannot read.
public final class UnsupportedWalException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnsupportedWalException(String message) {
        super(message);
    }
}
