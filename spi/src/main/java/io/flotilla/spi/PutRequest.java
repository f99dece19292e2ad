package io.flotilla.spi;

import java.time.Instant;

/// One object to create.
///
/// The timestamp has millisecond precision; a target keeps it with the object and returns it in its listing (a
/// file's modification time, user metadata of an object).
public record PutRequest(ObjectKey key, Payload payload, Instant timestamp) {}
