package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.restore.Comparison;
import io.flotilla.restore.Comparison.Reads;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.service.cli.BulkRestore.Outcome;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import io.flotilla.store.ReplicaFile;
import io.flotilla.store.ReplicaListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.function.Consumer;

/// Finds out which databases of a directory are missing or are not as they should be, and what it costs to
/// restore them. Writes nothing. Memory: the keys of those. For use once.
///
/// A database whose log or journal has something is not compared: its pages are not all of it. One that
/// differs and is in use is named and left alone.
final class Delta {

    private final LtxStore store;
    private final Restore restore;
    private final DatabaseUse use;
    private final Attempts attempts;
    private final Phaser open = new Phaser(1);
    private final Set<ObjectKey> missing = new HashSet<>();
    private final Set<ObjectKey> different = new HashSet<>();
    private Reads compared = Reads.NONE;
    private Reads wanted = Reads.NONE;

    Delta(LtxStore store, Restore restore, DatabaseUse use, Attempts attempts) {
        this.store = store;
        this.restore = restore;
        this.use = use;
        this.attempts = attempts;
    }

    /// What is to be done.
    ///
    /// @param missing those whose place is empty, with those that cannot be restored
    /// @param different those that take the place of what is there
    /// @param compared what was read to know that, without the listing
    /// @param wanted what restoring them reads
    record Found(Set<ObjectKey> missing, Set<ObjectKey> different, Reads compared, Reads wanted) {

        boolean has(ObjectKey replica) {
            return missing.contains(replica) || different.contains(replica);
        }
    }

    /// What will be done, in one line.
    static String text(Found found) {
        int all = found.missing().size() + found.different().size();
        return "To restore: " + Sizes.count(all, "database") + ", "
                + found.missing().size() + " of them missing and "
                + found.different().size() + " different, by "
                + Sizes.count(found.wanted().requests(), "request")
                + " for " + Sizes.bytes(found.wanted().bytes()) + "; comparing took "
                + Sizes.count(found.compared().requests(), "request") + " for "
                + Sizes.bytes(found.compared().bytes());
    }

    /// Compares the databases of an order with what is in a directory.
    ///
    /// @param executor compares, as many at a time as it runs tasks
    /// @param done hears of those that are left alone, one at a time
    /// @throws TargetException when the target cannot be listed to its end
    Found find(OutputTree tree, BulkOrder order, Executor executor, Consumer<Outcome> done) throws TargetException {
        try {
            store.listAll(ObjectKey.ROOT, listing -> submit(listing, tree, order, executor, done));
        } finally {
            open.arriveAndAwaitAdvance();
        }
        return new Found(missing, different, compared, wanted);
    }

    private void submit(
            ReplicaListing listing, OutputTree tree, BulkOrder order, Executor executor, Consumer<Outcome> done) {
        ObjectKey replica = listing.replica();
        if (!order.match().test(replica)) {
            return;
        }
        if (replica.isRoot() || order.past().goneSince(replica).isPresent()) {
            // The restore says so.
            wantMissing(replica, Reads.NONE);
            return;
        }
        var request = new RestoreRequest(replica, order.point(), tree.place(replica), order.wishes());
        open.register();
        executor.execute(() -> {
            try {
                look(request, listing.files()).ifPresent(outcome -> say(outcome, done));
            } catch (IOException | RuntimeException failure) {
                say(new Outcome.Failed(replica, FailureText.of(failure).what()), done);
            } finally {
                open.arriveAndDeregister();
            }
        });
    }

    /// Present where it is left alone.
    private Optional<Outcome> look(RestoreRequest request, List<ReplicaFile> files) throws IOException {
        Path output = request.output();
        boolean isThere = Files.exists(output, LinkOption.NOFOLLOW_LINKS);
        Optional<String> unfinished = isThere ? use.unfinished(output) : Optional.empty();
        if (unfinished.isPresent()) {
            return Optional.of(new Outcome.Failed(request.replica(), unfinished.get()));
        }
        return switch (attempts.run(() -> restore.compare(request, files))) {
            case Comparison.Same(var txId, Reads read) -> {
                count(read);
                yield Optional.of(new Outcome.Unchanged(request.replica(), output, txId));
            }
            case Comparison.Different(var needed, Reads read) -> {
                count(read);
                yield isThere ? different(request, Reads.of(needed)) : wantMissing(request.replica(), Reads.of(needed));
            }
            case Comparison.NotComparable(var why) -> wantMissing(request.replica(), Reads.NONE);
        };
    }

    private Optional<Outcome> different(RestoreRequest request, Reads reads) throws IOException {
        Optional<String> obstacle = use.obstacle(request.output());
        if (obstacle.isPresent()) {
            return Optional.of(new Outcome.Failed(request.replica(), obstacle.get()));
        }
        synchronized (this) {
            different.add(request.replica());
            wanted = wanted.and(reads);
        }
        return Optional.empty();
    }

    private synchronized Optional<Outcome> wantMissing(ObjectKey replica, Reads reads) {
        missing.add(replica);
        wanted = wanted.and(reads);
        return Optional.empty();
    }

    private synchronized void count(Reads read) {
        compared = compared.and(read);
    }

    private synchronized void say(Outcome outcome, Consumer<Outcome> done) {
        done.accept(outcome);
    }
}
