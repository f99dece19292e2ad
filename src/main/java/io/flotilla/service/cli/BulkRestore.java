package io.flotilla.service.cli;

import io.flotilla.disk.Disk;
import io.flotilla.disk.FileOwner;
import io.flotilla.disk.FileSystemSync;
import io.flotilla.disk.PosixDisk;
import io.flotilla.fleet.Attempts;
import io.flotilla.ltx.TxId;
import io.flotilla.plan.RestorePlan;
import io.flotilla.restore.PreparedRestore;
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
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;

/// Brings back every database of a target, each to its path below one directory.
///
/// The target is listed once, in bulk, and databases are restored while the listing goes on; memory holds the
/// files of those at work. A database that cannot be restored does not stop the others. Those that are made
/// get their names and become durable many at a time.
final class BulkRestore {

    private final LtxStore store;
    private final Restore restore;
    private final BulkThreads threads;
    private final Attempts attempts;

    BulkRestore(LtxStore store, Restore restore, BulkThreads threads, Attempts attempts) {
        this.store = store;
        this.restore = restore;
        this.threads = threads;
        this.attempts = attempts;
    }

    /// What became of one replica.
    sealed interface Outcome {

        ObjectKey replica();

        /// The database is back.
        ///
        /// @param flaw what of its owner or mode is not as it was; empty where all is
        record Back(ObjectKey replica, Path output, Restored result, String flaw) implements Outcome {}

        /// It came back in an earlier run of the same restore.
        record Before(ObjectKey replica, Path output) implements Outcome {}

        /// It was there, and has the wanted state already.
        record Unchanged(ObjectKey replica, Path output, TxId txId) implements Outcome {}

        /// It did not exist at the wanted moment.
        record NotYet(ObjectKey replica, String reason) implements Outcome {}

        /// Its file was gone at the wanted moment, since this one, and that is why it is not back.
        record Gone(ObjectKey replica, Instant since) implements Outcome {}

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
        var tree = new OutputTree(directory.toAbsolutePath());
        tree.create();
        try (var journal = RestoreJournal.open(tree.root(), order.text())) {
            tree.openWorkbench();
            Optional<FileSystemSync> sync = FileSystemSync.open(tree.root());
            var run = new Run(new Site(tree, journal, sync, PosixDisk.open()), order, done);
            try {
                run.all();
            } finally {
                sync.ifPresent(FileSystemSync::close);
                tree.closeWorkbench();
            }
            if (run.failed == 0) {
                journal.remove();
            } else {
                journal.sync();
            }
        }
    }

    /// Where it happens.
    private record Site(OutputTree tree, RestoreJournal journal, Optional<FileSystemSync> sync, Disk disk) {}

    /// One restore of many. Its state is touched by several threads, one at a time.
    private final class Run {

        private final OutputTree tree;
        private final BulkOrder order;
        private final RestoreJournal journal;
        private final Disk disk;
        private final Consumer<Outcome> done;
        private final Optional<NamingBatches> batches;
        private final OwnerRestore owners = new OwnerRestore();
        private final Phaser open = new Phaser(1);
        private long failed;
        private boolean full;

        Run(Site site, BulkOrder order, Consumer<Outcome> done) {
            this.tree = site.tree();
            this.order = order;
            this.journal = site.journal();
            this.disk = site.disk();
            this.done = done;
            this.batches =
                    site.sync().map(each -> new NamingBatches(journal, each::sync, threads.naming(), this::note));
        }

        /// Waits for those that were begun, also where the listing breaks.
        void all() throws TargetException {
            try {
                store.listAll(ObjectKey.ROOT, this::submit);
            } finally {
                open.arriveAndAwaitAdvance();
                batches.ifPresent(NamingBatches::finish);
            }
        }

        private void submit(ReplicaListing listing) {
            if (!order.match().test(listing.replica())) {
                return;
            }
            open.register();
            threads.restoring().execute(() -> {
                try {
                    work(listing.replica(), listing.files());
                } finally {
                    open.arriveAndDeregister();
                }
            });
        }

        private synchronized void note(Outcome outcome) {
            failed += outcome instanceof Outcome.Failed ? 1 : 0;
            done.accept(outcome);
        }

        private void work(ObjectKey replica, List<ReplicaFile> files) {
            String obstacle = obstacle(replica);
            if (!obstacle.isEmpty()) {
                note(new Outcome.Failed(replica, obstacle));
                return;
            }
            Optional<Instant> goneSince = order.past().goneSince(replica);
            if (goneSince.isPresent()) {
                note(new Outcome.Gone(replica, goneSince.get()));
                return;
            }
            try {
                restored(replica, files, tree.place(replica)).ifPresent(this::note);
            } catch (IOException | RuntimeException failure) {
                noteSpace();
                note(new Outcome.Failed(replica, FailureText.of(failure).what()));
            }
        }

        private String obstacle(ObjectKey replica) {
            if (replica.isRoot()) {
                return "This URL is itself one replica. Restore it without --all";
            }
            return isFull()
                    ? "Not tried: the disk is full"
                    : batches.map(NamingBatches::broken).orElse("");
        }

        private synchronized boolean isFull() {
            return full;
        }

        private synchronized void noteSpace() {
            full |= tree.root().toFile().getUsableSpace() < 1024 * 1024;
        }

        /// Absent where it waits for its name.
        private Optional<Outcome> restored(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            boolean isThere = Files.exists(output);
            boolean isUnknown = isThere && !order.inPlace().test(replica);
            if (isUnknown && journal.isDone(replica)) {
                return Optional.of(new Outcome.Before(replica, output));
            }
            boolean isNear = tree.prepare(output);
            if (isUnknown && journal.wasBegun(replica)) {
                return Optional.of(compared(replica, files, output));
            }
            return batches.isPresent() && isNear
                    ? prepared(replica, files, output, !isThere)
                    : Optional.of(atOnce(replica, files, output, !isThere));
        }

        private Optional<Outcome> prepared(ObjectKey replica, List<ReplicaFile> files, Path output, boolean isNew)
                throws IOException {
            var request = request(replica, output);
            return switch (attempts.run(() -> restore.prepare(request, files, tree.unused()))) {
                case PreparedRestore.Prepared(var result, var database) -> {
                    String flaw = setOwner(replica, output, database.path());
                    var back = new Outcome.Back(replica, output, result, flaw);
                    batches.orElseThrow().add(new NamingBatches.Waiting(back, isNew, database, this::checkUnused));
                    yield Optional.empty();
                }
                case PreparedRestore.NotPrepared(var why) -> Optional.of(impossible(replica, why));
            };
        }

        private Outcome atOnce(ObjectKey replica, List<ReplicaFile> files, Path output, boolean isNew)
                throws IOException {
            tree.sync(output);
            if (isNew) {
                journal.begin(List.of(replica));
                journal.sync();
            }
            checkUnused(replica, output);
            Optional<FileOwner> owner = owner(replica, output);
            Outcome outcome = outcome(replica, output, result(replica, files, output));
            if (!(outcome instanceof Outcome.Back back)) {
                return outcome;
            }
            String flaw = setOwner(owner, output);
            journal.done(List.of(replica));
            return new Outcome.Back(replica, output, back.result(), flaw);
        }

        /// What takes the place of a database must not take it from under somebody.
        private void checkUnused(ObjectKey replica, Path output) throws IOException {
            if (order.inPlace().test(replica)) {
                Optional<String> obstacle = new DatabaseUse(disk).obstacle(output);
                if (obstacle.isPresent()) {
                    throw new IOException(obstacle.get());
                }
            }
        }

        /// That of the ledger, or of what it takes the place of.
        private Optional<FileOwner> owner(ObjectKey replica, Path output) throws IOException {
            Optional<FileOwner> noted = order.past().owner(replica);
            boolean isKept = noted.isEmpty()
                    && order.inPlace().test(replica)
                    && order.past().wishes().contains(Past.Use.SET_OWNERS);
            return isKept ? disk.owner(output) : noted;
        }

        private String setOwner(ObjectKey replica, Path output, Path file) throws IOException {
            return setOwner(owner(replica, output), file);
        }

        private String setOwner(Optional<FileOwner> wanted, Path file) {
            return wanted.map(owner -> owners.apply(file, owner)).orElse("");
        }

        private RestoreRequest request(ObjectKey replica, Path output) {
            return new RestoreRequest(replica, order.point(), output, order.wishes(replica));
        }

        private RestoreResult result(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            return attempts.run(() -> restore.restore(request(replica, output), files, RestoreProgress.NONE));
        }

        /// The run that began it was killed, and whose file that is nobody noted. If it is what we would
        /// restore, it is ours.
        private Outcome compared(ObjectKey replica, List<ReplicaFile> files, Path output) throws IOException {
            Path copy = tree.unused();
            try {
                RestoreResult result = result(replica, files, copy);
                boolean same = result instanceof Restored && Files.mismatch(copy, output) < 0;
                if (!same) {
                    throw new FileAlreadyExistsException(output.toString());
                }
                journal.done(List.of(replica));
                return outcome(replica, output, result);
            } finally {
                Files.deleteIfExists(copy);
            }
        }

        private static Outcome outcome(ObjectKey replica, Path output, RestoreResult result) {
            return switch (result) {
                case Restored back -> new Outcome.Back(replica, output, back, "");
                case NotRestored(var why) -> impossible(replica, why);
            };
        }

        private static Outcome impossible(ObjectKey replica, RestorePlan.Impossible why) {
            return switch (why) {
                case RestorePlan.NotYet notYet -> new Outcome.NotYet(replica, notYet.explanation());
                case RestorePlan.Impossible other -> new Outcome.Failed(replica, other.explanation());
            };
        }
    }
}
