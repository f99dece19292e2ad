package io.flotilla.service.cli;

import io.flotilla.disk.PathBytes;
import io.flotilla.fleet.Attempts;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.ReplicaListing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;

/// Brings back every database of a target, each to its path below one directory.
///
/// The target is listed once, in bulk, and databases are restored while the listing goes on; memory holds the
/// files of those at work. A database that cannot be restored does not stop the others. As many are restored
/// at once as the executor runs.
final class BulkRestore {

    private final LtxStore store;
    private final Restore restore;
    private final Executor executor;
    private final Attempts attempts;

    BulkRestore(LtxStore store, Restore restore, Executor executor, Attempts attempts) {
        this.store = store;
        this.restore = restore;
        this.executor = executor;
        this.attempts = attempts;
    }

    /// What became of one replica.
    sealed interface Outcome {

        ObjectKey replica();

        /// The database is back.
        record Back(ObjectKey replica, Path output, Restored result) implements Outcome {}

        /// It came back in an earlier run of the same restore.
        record Before(ObjectKey replica, Path output) implements Outcome {}

        /// It did not exist at the wanted moment.
        record NotYet(ObjectKey replica, String reason) implements Outcome {}

        /// It is not back, for this reason.
        record Failed(ObjectKey replica, String reason) implements Outcome {}
    }

    /// Restores the replicas of the order and returns when the last one is done.
    ///
    /// @param directory is made when it is not there; nothing in it is overwritten
    /// @param done hears of each of them, in no order, one at a time
    /// @throws TargetException when the target cannot be listed to its end; what was restored until then is
    ///     there
    /// @throws CommandFailure when another restore is at work in the directory, or another one did not end
    ///     there
    void run(Path directory, BulkOrder order, Consumer<Outcome> done) throws IOException {
        Path absolute = directory.toAbsolutePath();
        createDirectories(absolute);
        try (var journal = RestoreJournal.open(absolute, order.text())) {
            var run = new Run(absolute, order, journal, done);
            run.all();
            if (run.failed == 0) {
                journal.remove();
            }
        }
    }

    /// One restore of many. Its state is touched by several threads, one at a time.
    private final class Run {

        private final Path directory;
        private final BulkOrder order;
        private final RestoreJournal journal;
        private final Consumer<Outcome> done;
        private final Phaser open = new Phaser(1);
        private long failed;
        private boolean full;

        Run(Path directory, BulkOrder order, RestoreJournal journal, Consumer<Outcome> done) {
            this.directory = directory;
            this.order = order;
            this.journal = journal;
            this.done = done;
        }

        /// Waits for those that were begun, also where the listing breaks.
        void all() throws TargetException {
            try {
                store.listAll(ObjectKey.ROOT, this::submit);
            } finally {
                open.arriveAndAwaitAdvance();
            }
        }

        private void submit(ReplicaListing listing) {
            if (!order.match().test(listing.replica())) {
                return;
            }
            open.register();
            executor.execute(() -> {
                try {
                    note(outcome(listing.replica(), listing.files()));
                } finally {
                    open.arriveAndDeregister();
                }
            });
        }

        private synchronized void note(Outcome outcome) {
            failed += outcome instanceof Outcome.Failed ? 1 : 0;
            done.accept(outcome);
        }

        private Outcome outcome(ObjectKey replica, List<ReplicaFile> files) {
            if (replica.isRoot()) {
                return new Outcome.Failed(replica, "This URL is itself one replica. Restore it without --all");
            }
            if (isFull()) {
                return new Outcome.Failed(replica, "Not tried: the disk is full");
            }
            try {
                return restored(replica, files, below(directory, replica));
            } catch (IOException | RuntimeException failure) {
                noteSpace();
                return new Outcome.Failed(replica, FailureText.of(failure).what());
            }
        }

        private synchronized boolean isFull() {
            return full;
        }

        private synchronized void noteSpace() {
            full |= directory.toFile().getUsableSpace() < 1024 * 1024;
        }

        private Outcome restored(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            boolean isThere = Files.exists(output, LinkOption.NOFOLLOW_LINKS);
            if (isThere && journal.isDone(replica)) {
                return new Outcome.Before(replica, output);
            }
            createDirectories(output.getParent() == null ? directory : output.getParent());
            if (isThere && journal.wasBegun(replica)) {
                return compared(replica, files, output);
            }
            if (!isThere) {
                journal.begin(replica);
            }
            Outcome outcome = outcome(replica, output, result(replica, files, output));
            if (outcome instanceof Outcome.Back) {
                journal.done(replica);
            }
            return outcome;
        }

        private RestoreResult result(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            var request = new RestoreRequest(replica, order.point(), output, order.wishes());
            return attempts.run(() -> restore.restore(request, files, RestoreProgress.NONE));
        }

        /// The run that began it was killed, and whose file that is nobody noted. If it is what we would
        /// restore, it is ours.
        private Outcome compared(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            Path again = Files.createTempDirectory(output.getParent(), ".flotilla-compared-");
            Path copy = again.resolve("copy.db");
            try {
                RestoreResult result = result(replica, files, copy);
                boolean same = result instanceof Restored && Files.mismatch(copy, output) < 0;
                if (!same) {
                    throw new FileAlreadyExistsException(output.toString());
                }
                journal.done(replica);
                return outcome(replica, output, result);
            } finally {
                Files.deleteIfExists(copy);
                Files.delete(again);
            }
        }

        private static Outcome outcome(ObjectKey replica, Path output, RestoreResult result) {
            return switch (result) {
                case Restored back -> new Outcome.Back(replica, output, back);
                case NotRestored(RestorePlan.NotYet why) -> new Outcome.NotYet(replica, why.explanation());
                case NotRestored(var why) -> new Outcome.Failed(replica, why.explanation());
            };
        }
    }

    /// A key is bytes, and so is a path: names that are no text come back as they were.
    private static Path below(Path directory, ObjectKey replica) {
        var path = new ByteArrayOutputStream();
        path.writeBytes(PathBytes.of(directory));
        path.write('/');
        path.writeBytes(replica.bytes());
        return PathBytes.toPath(path.toByteArray());
    }

    /// Each new directory is durable in its parent before anything is said to be in it.
    private static void createDirectories(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null || Files.isDirectory(directory)) {
            return;
        }
        createDirectories(parent);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException other) {
            if (!Files.isDirectory(directory)) {
                throw other;
            }
        }
        try (FileChannel channel = FileChannel.open(parent)) {
            channel.force(true);
        }
    }
}
