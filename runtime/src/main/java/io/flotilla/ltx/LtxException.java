package io.flotilla.ltx;

import java.io.IOException;

/// An LTX file, or a list of them, that breaks the format. The text says what is wrong and at which offset.
///
/// Reading the same bytes again cannot help, while any other [IOException] comes from where the bytes come from.
public final class LtxException extends IOException {

    private static final long serialVersionUID = 1L;

    public LtxException(String message) {
        super(message);
    }

    LtxException(String what, long offset) {
        super("LTX file, offset " + offset + ": " + what);
    }
}
