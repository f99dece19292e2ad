package io.flotilla.service.verification;

import io.flotilla.fleet.Attempts;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.service.live.Proofs;
import io.flotilla.service.verification.SourceComparison.Likeness;
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
public record ReplicaCheck(Restore restore, Attempts attempts, Path scratch, Optional<SourceComparison> source) {

    /// How the directories in the scratch directory begin, in which the copies are.
    static final String PREFIX = "flotilla-verify-";

    /// What the check found.
    public sealed interface Checked {

        ObjectKey replica();

        /// It came back, and is sound.
        record Sound(ObjectKey replica, Restored restored, Optional<Likeness> likeness) implements Checked {}

        /// It did not come back, or not as it should.
        record Faulty(ObjectKey replica, String reason) implements Checked {}

        /// Nothing is known of it: the target failed, or this machine.
        record Unanswered(ObjectKey replica, Exception failure) implements Checked {}
    }

    private interface Restoring {
        RestoreResult run(RestoreRequest request) throws IOException;
    }

    /// Restores the newest state of what is listed already.
    public Checked check(ReplicaListing listing) {
        return check(listing.replica(), request -> restore.restore(request, listing.files(), RestoreProgress.NONE));
    }

    /// Lists a replica and restores its newest state.
    public Checked check(ObjectKey replica) {
        return check(replica, request -> restore.restore(request, RestoreProgress.NONE));
    }

    private Checked check(ObjectKey replica, Restoring restoring) {
        try {
            Path directory = Files.createTempDirectory(scratch, PREFIX);
            Path copy = directory.resolve("copy.db");
            try {
                return check(new RestoreRequest(replica, new RestorePoint.Latest(), copy), restoring);
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(directory);
            }
        } catch (IOException | RuntimeException failure) {
            return Proofs.Result.of(failure) == Proofs.Result.FAILED
                    ? new Checked.Faulty(replica, String.valueOf(failure.getMessage()))
                    : new Checked.Unanswered(replica, failure);
        }
    }

    private Checked check(RestoreRequest request, Restoring restoring) throws IOException {
        ObjectKey replica = request.replica();
        return switch (attempts.run(() -> restoring.run(request))) {
            case NotRestored(var why) -> new Checked.Faulty(replica, why.explanation());
            case Restored restored
            when !restored.passed().isEmpty() ->
                new Checked.Faulty(
                        replica,
                        "It can be restored around this: " + restored.passed().getFirst());
            case Restored restored -> compared(replica, request.output(), restored);
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
