package io.flotilla.service.cli;

import io.flotilla.disk.PathBytes;
import io.flotilla.plan.RestorePoint;
import io.flotilla.restore.Restore;
import io.flotilla.restore.RestoreProgress;
import io.flotilla.restore.RestoreRequest;
import io.flotilla.restore.RestoreResult;
import io.flotilla.restore.RestoreResult.NotRestored;
import io.flotilla.restore.RestoreResult.Restored;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.TargetException;
import io.flotilla.store.LtxStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/// Brings back every database of a target, each to its path below one directory.
///
/// A database that cannot be restored does not stop the others. As many are restored at once as the executor
/// runs.
public final class BulkRestore {

    private final LtxStore store;
    private final Restore restore;
    private final Executor executor;

    public BulkRestore(LtxStore store, Executor executor) {
        this.store = store;
        this.restore = new Restore(store);
        this.executor = executor;
    }

    /// What became of one replica.
    public sealed interface Outcome {

        ObjectKey replica();

        /// The database is back.
        record Back(ObjectKey replica, Path output, Restored result) implements Outcome {}

        /// It is not, for this reason.
        record Failed(ObjectKey replica, String reason) implements Outcome {}
    }

    /// Restores all replicas and returns when the last one is done; the outcomes are in the order of their
    /// keys.
    ///
    /// @param directory is made when it is not there; nothing in it is overwritten
    /// @param done hears how many are done after each of them, from several threads
    /// @throws TargetException when the target cannot be listed; nothing was restored
    public List<Outcome> run(Path directory, IntConsumer done) throws TargetException, InterruptedException {
        List<ObjectKey> replicas = new ArrayList<>();
        store.listAll(ObjectKey.ROOT, listing -> replicas.add(listing.replica()));
        return run(replicas, directory, done);
    }

    /// The same for some of the replicas.
    List<Outcome> run(List<ObjectKey> replicas, Path directory, IntConsumer done) throws InterruptedException {
        Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
        var open = new CountDownLatch(replicas.size());
        for (ObjectKey replica : replicas) {
            executor.execute(() -> {
                try {
                    outcomes.add(outcome(replica, directory.toAbsolutePath()));
                } finally {
                    open.countDown();
                    done.accept(Math.toIntExact(replicas.size() - open.getCount()));
                }
            });
        }
        open.await();
        return outcomes.stream().sorted(Comparator.comparing(Outcome::replica)).toList();
    }

    private Outcome outcome(ObjectKey replica, Path directory) {
        if (replica.isRoot()) {
            return new Outcome.Failed(replica, "This URL is itself one replica. Restore it without --all");
        }
        try {
            Path output = below(directory, replica);
            createDirectories(output.getParent() == null ? directory : output.getParent());
            var request = new RestoreRequest(replica, new RestorePoint.Latest(), output);
            RestoreResult result = restore.restore(request, RestoreProgress.NONE);
            return switch (result) {
                case Restored back -> new Outcome.Back(replica, output, back);
                case NotRestored(var why) -> new Outcome.Failed(replica, why.explanation());
            };
        } catch (IOException | RuntimeException failure) {
            return new Outcome.Failed(replica, FailureText.of(failure).what());
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
