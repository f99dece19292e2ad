package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.cli.SourceComparison.Likeness;
import io.flotilla.spi.ObjectKey;
import io.flotilla.store.ReplicaListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Proves that one replica can be restored, by restoring it: into a file of a scratch directory, which is
/// removed again. Safe for use by several threads.
///
/// @param source where the databases are; absent where nothing is compared
record ReplicaCheck(Restore restore, Attempts attempts, Path scratch, Optional<SourceComparison> source) {

    /// What the check found.
    sealed interface Checked {

        ObjectKey replica();

        /// It came back, and is sound.
        record Sound(ObjectKey replica, Restored restored, Optional<Likeness> likeness) implements Checked {}

        /// It did not come back, or not as it should.
        record Faulty(ObjectKey replica, String reason) implements Checked {}
    }

    Checked check(ReplicaListing listing) {
        ObjectKey replica = listing.replica();
        try {
            Path directory = Files.createTempDirectory(scratch, "flotilla-verify-");
            Path copy = directory.resolve("copy.db");
            try {
                return check(listing, copy);
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(directory);
            }
        } catch (IOException | RuntimeException failure) {
            return new Checked.Faulty(replica, FailureText.of(failure).what());
        }
    }

    private Checked check(ReplicaListing listing, Path copy) throws IOException {
        ObjectKey replica = listing.replica();
        var request = new RestoreRequest(replica, new RestorePoint.Latest(), copy);
        return switch (attempts.run(() -> restore.restore(request, listing.files(), RestoreProgress.NONE))) {
            case NotRestored(var why) -> new Checked.Faulty(replica, why.explanation());
            case Restored restored
            when !restored.passed().isEmpty() ->
                new Checked.Faulty(
                        replica,
                        "It can be restored around this: " + restored.passed().getFirst());
            case Restored restored -> compared(replica, copy, restored);
        };
    }

    private Checked compared(ObjectKey replica, Path copy, Restored restored) throws IOException {
        if (source.isEmpty()) {
            return new Checked.Sound(replica, restored, Optional.empty());
        }
        Likeness likeness = source.get().compare(replica, copy, restored);
        return likeness == Likeness.DIFFERENT
                ? new Checked.Faulty(replica, "It can be restored, but " + likeness.text())
                : new Checked.Sound(replica, restored, Optional.of(likeness));
    }
}
