package io.flotilla.compaction;

import io.flotilla.spi.TargetException;
import io.flotilla.store.FileName;
import io.flotilla.store.ReplicaFile;
import java.util.List;

/// What became of making one file of several.
public sealed interface MergeResult {

    /// The target has it. The inputs are those that went into it: the first ones of those given, up to a change
    /// of the page size.
    record Merged(ReplicaFile file, List<ReplicaFile> inputs) implements MergeResult {

        public Merged {
            inputs = List.copyOf(inputs);
        }
    }

    /// It was there already: what it is made of does not change, so it does not matter who put it.
    record WasThere(FileName file) implements MergeResult {}

    /// An input is gone: the listing is not true any more.
    record Vanished(String why) implements MergeResult {}

    /// Something else lies under its name: somebody else writes to this replica.
    record Fenced(String why) implements MergeResult {}

    /// An input is not what it should be. Nothing was put.
    record Damaged(String why) implements MergeResult {}

    /// The target failed, or the room for what is made. Nothing is known to be put.
    record Failed(TargetException cause) implements MergeResult {}
}
