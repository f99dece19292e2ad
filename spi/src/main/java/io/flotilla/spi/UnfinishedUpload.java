package io.flotilla.spi;

import java.time.Instant;

/// An upload that was begun and has not ended: there is no object, and what was sent takes space all the same.
///
/// @param key of the object that it was to become
/// @param id which of several for one key, in the store's own words
/// @param begun when, by the store's clock
public record UnfinishedUpload(ObjectKey key, String id, Instant begun) {}
