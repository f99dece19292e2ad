package io.flotilla.restore;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A replica whose files are not what they should be: reading them again does not help. The text names the
/// file.
public final class DamagedReplicaException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedReplicaException(String message) {
        super(message);
    }

    DamagedReplicaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
