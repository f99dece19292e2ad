package io.flotilla.restore;

import java.io.IOException;

/// The restored database cannot have the place that was asked for. Whatever is there was left as it was; the text
/// says what stands in the way and how to go on.
public final class OutputRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    OutputRefusedException(String message) {
        super(message);
    }

    OutputRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
