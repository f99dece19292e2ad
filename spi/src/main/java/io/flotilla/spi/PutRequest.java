package io.flotilla.spi;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// One object to create.
///
/// The timestamp is cut to milliseconds; a target keeps it with the object and returns it in its listing (a
/// file's modification time, user metadata of an object).
public record PutRequest(ObjectKey key, Payload payload, Instant timestamp) {

    public PutRequest {
        timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
    }
}
