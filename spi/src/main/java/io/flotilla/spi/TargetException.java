package io.flotilla.spi;

import java.io.IOException;

/// Why a target did not do what it was asked for. The type is the decision, the message says to what and why.
public abstract sealed class TargetException extends IOException {

    private static final long serialVersionUID = 1L;

    private TargetException(String message) {
        super(message);
    }

    private TargetException(String message, Throwable cause) {
        super(message, cause);
    }

    /// There is no such object.
    public static final class NotFound extends TargetException {
        private static final long serialVersionUID = 1L;

        public NotFound(ObjectKey key) {
            super("No such object: " + key);
        }
    }

    /// An object with this key is there already, and was left as it was.
    public static final class AlreadyExists extends TargetException {
        private static final long serialVersionUID = 1L;

        public AlreadyExists(ObjectKey key) {
            super("Already exists: " + key);
        }
    }

    /// Wait and try again: network, overload, a full disk, an answer that was lost. What was asked for may or
    /// may not have happened.
    public static final class Unavailable extends TargetException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// Trying again does not help, a person must act: permission, a missing bucket, a setting. Nothing
    /// happened.
    public static final class Refused extends TargetException {
        private static final long serialVersionUID = 1L;

        public Refused(String message) {
            super(message);
        }

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
