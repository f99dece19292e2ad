package io.flotilla.wal;

import java.io.IOException;

/// A log of a version that we cannot read.
public final class UnsupportedWalException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int version;

    public UnsupportedWalException(int version) {
        super("The log has format " + version + ", which is not known");
        this.version = version;
    }

    /// The version that the log says it has.
    public int version() {
        return version;
    }
}
