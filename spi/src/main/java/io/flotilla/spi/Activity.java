package io.flotilla.spi;

import java.time.Instant;

/// What is known of a database's writes when its tier is decided.
///
/// `writes` counts the captures that found something new, Flotilla's own reads never count; `lastWrite` is when
/// the latest of them was noticed, `now` is when the question is asked.
public record Activity(String path, Tier tier, Instant now, Instant lastWrite, long writes) {}
