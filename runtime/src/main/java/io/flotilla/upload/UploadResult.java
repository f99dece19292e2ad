package io.flotilla.upload;

import io.flotilla.spi.TargetException;
import java.time.Instant;

/// What became of one file.
public sealed interface UploadResult {

    /// The target has it, and the position has advanced.
    record Acknowledged(Instant at) implements UploadResult {}

    /// A file of ours was there already: the answer to an earlier put was lost. The position has advanced to
    /// it, and what is new since is found by comparing pages. The flaw says what is wrong with that file,
    /// empty where nothing is.
    record Adopted(Instant at, String flaw) implements UploadResult {}

    /// Somebody else writes to this replica. Nothing more may be written to it.
    record Fenced(String why) implements UploadResult {}

    /// The target did not take it; the position stays.
    record Failed(TargetException cause) implements UploadResult {}
}
