package io.flotilla.service.demo;

import java.time.Instant;

/// The engine's word that the target holds a database's state.
///
/// @param database the path below the source directory, with `/` between its parts
/// @param capturedAt a moment up to which every commit is contained; best the moment before the capture
///     looked for the end of the log for the last time
/// @param acknowledgedAt the moment after the target confirmed the bytes, or after a capture found nothing
///     new
/// @param pages how many pages of the database were shipped with it
/// @param bytes how many bytes they took on the target
public record Acknowledgement(String database, Instant capturedAt, Instant acknowledgedAt, int pages, long bytes) {

    public Acknowledgement {
        if (acknowledgedAt.isBefore(capturedAt)) {
            throw new IllegalArgumentException(
                    database + ": acknowledged at " + acknowledgedAt + ", captured only at " + capturedAt);
        }
    }

    /// With which nothing was shipped.
    public Acknowledgement(String database, Instant capturedAt, Instant acknowledgedAt) {
        this(database, capturedAt, acknowledgedAt, 0, 0);
    }
}
