package io.flotilla.fleet;

import io.flotilla.catalog.Why;
import io.flotilla.ltx.TxId;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// What became of replicating one database once.
public sealed interface Outcome {

    /// What was new is on the target. `settled` where nothing is known to be just being written behind it.
    record Shipped(Acknowledgement acknowledgement, boolean settled) implements Outcome {}

    /// Nothing was new: whatever was committed before `startedAt` can be restored.
    record NothingNew(Instant startedAt) implements Outcome {}

    /// A file of ours was on the target already; what is new since is not yet. The flaw says what is wrong with that
    /// file, empty where nothing is.
    record Adopted(String flaw) implements Outcome {}

    /// The target holds something else than the position says, and the position was set to that. The flaw is as
    /// above. Nothing was uploaded.
    record Moved(Optional<TxId> from, Optional<TxId> to, String flaw) implements Outcome {}

    /// It has no page yet.
    record Waiting() implements Outcome {}

    /// It does not hold still. Look again soon.
    record Unsettled(Why why) implements Outcome {}

    /// It cannot be replicated as it is.
    record Unsupported(Why why) implements Outcome {}

    /// There is no such file.
    record Missing() implements Outcome {}

    /// Somebody else writes to its replica.
    record Fenced(Why why) implements Outcome {}

    /// The database could not be read.
    record SourceFailed(IOException cause) implements Outcome {}

    /// The target did not take it.
    record TargetFailed(TargetException cause) implements Outcome {}
}
