package io.flotilla.compaction;

import io.flotilla.spi.TargetException;
import java.util.List;

/// What became of removing files.
public sealed interface RetentionResult {

    /// All are gone.
    record Removed(List<Removal> removals) implements RetentionResult {

        public Removed {
            removals = List.copyOf(removals);
        }
    }

    /// Some are gone and some may still be there, which is harmless.
    record Partly(List<Removal> removals, List<Left> left) implements RetentionResult {

        public Partly {
            removals = List.copyOf(removals);
            left = List.copyOf(left);
        }
    }

    /// One that may still be there, and why.
    record Left(Removal removal, TargetException cause) {}
}
