package io.flotilla.spi;

import java.time.Instant;

/// One object of a listing.
///
/// The timestamp is the one of the [PutRequest] where `timestampExact`; otherwise it is only when the target
/// stored the object (an object store lists no metadata).
public record ListedObject(ObjectKey key, long size, Instant timestamp, boolean timestampExact) {}
