package io.flotilla.spi;

/// One request that really went to a store, and what came of it.
///
/// @param bytesSent of its content
/// @param bytesReceived of the answer's content, as far as the answer announced them; 0 where nobody knows
public record SentRequest(Kind kind, Result result, long bytesSent, long bytesReceived) {

    public SentRequest {
        if (bytesSent < 0 || bytesReceived < 0) {
            throw new IllegalArgumentException("No fewer bytes than none: " + bytesSent + ", " + bytesReceived);
        }
    }

    /// What was asked for, as stores bill it.
    public enum Kind {
        /// An object, or a step of a large one: its begin, a part, its end.
        PUT,
        /// The content of an object, or a part of it.
        READ,
        /// Whether there is an object.
        HEAD,
        /// A page of names.
        LIST,
        /// Up to a thousand objects, or an upload that is given up.
        DELETE
    }

    /// How it ended.
    public enum Result {
        DONE,
        /// The store has no such object.
        NOT_FOUND,
        /// The store has another one.
        ALREADY_EXISTS,
        /// No answer, or one that says: later.
        UNAVAILABLE,
        /// Anything else that is not what was asked for.
        REFUSED
    }
}
