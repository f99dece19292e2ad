package io.flotilla.disk;

import java.io.IOException;

/// The kernel allows no more watches, or no more watchers. The message says which limit, and how to raise it.
public final class WatchLimitException extends IOException {

    private static final long serialVersionUID = 1;

    public WatchLimitException(String message) {
        super(message);
    }
}
