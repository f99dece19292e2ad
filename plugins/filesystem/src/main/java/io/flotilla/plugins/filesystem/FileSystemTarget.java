package io.flotilla.plugins.filesystem;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Keeps objects as files below a directory.
///
/// A batch of puts costs, for each object, an `open`, the writes, two calls for its time, a `link` and an
/// `unlink`, and an `lstat` for each directory on its way, twice; then what [Durability] says. A delete costs an
/// `unlink` for each object, and survives a power cut as well. Directories that became empty stay. A listing
/// reads directories whole, but only those on the way to the objects of its page.
///
/// It has no threads. The native calls of [Kernel] keep a virtual thread on its carrier while they wait for the
/// disk.
final class FileSystemTarget implements ReplicaTarget {

    private final ObjectTree tree;
    private final FileSystemSettings settings;
    private final Optional<Kernel> kernel;
    private final Publisher publisher;
    private final boolean endsReads;
    private @Nullable Workbench workbench;
    private volatile boolean closed;

    /// Puts that have not ended.
    private final AtomicInteger underWay = new AtomicInteger();

    /// @param endsReads whether the directory is on a disk of this host
    FileSystemTarget(
            ObjectTree tree,
            FileSystemSettings settings,
            Optional<Kernel> kernel,
            Publisher publisher,
            boolean endsReads) {
        this.tree = tree;
        this.settings = settings;
        this.kernel = kernel;
        this.publisher = publisher;
        this.endsReads = endsReads;
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        checkOpen();
        checkDistinct(batch);
        if (batch.isEmpty()) {
            return List.of();
        }
        underWay.incrementAndGet();
        try {
            Workbench bench = workbench();
            try (Durability durability = durability(batch.size())) {
                return new BatchPut(tree, bench, publisher, durability).run(batch);
            }
        } catch (IOException failed) {
            TargetException cause = Failures.of(failed, tree.root());
            return batch.stream()
                    .<PutResult>map(request -> new PutResult.NotStored(request.key(), cause))
                    .toList();
        } finally {
            if (underWay.decrementAndGet() == 0 && closed) {
                closeWorkbench();
            }
        }
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        checkOpen();
        Path path = tree.path(key);
        try {
            if (tree.look(path).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
                throw new TargetException.NotFound(key);
            }
            return RangeStream.open(path, range);
        } catch (NoSuchFileException removedMeanwhile) {
            throw new TargetException.NotFound(key);
        } catch (IOException failed) {
            throw Failures.of(failed, path);
        }
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        checkOpen();
        try {
            return new Listing(tree, request, true).page();
        } catch (IOException failed) {
            throw Failures.of(failed, tree.path(request.ancestor()));
        }
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        checkOpen();
        Set<Path> changed = new LinkedHashSet<>();
        List<DeleteResult> results =
                keys.stream().map(key -> delete(key, changed)).toList();
        if (changed.isEmpty()) {
            return results;
        }
        try (Durability durability = durability(changed.size())) {
            durability.directories(changed);
            return results;
        } catch (IOException failed) {
            TargetException cause = Failures.of(failed, tree.root());
            return keys.stream()
                    .<DeleteResult>map(key -> new DeleteResult.NotDeleted(key, cause))
                    .toList();
        }
    }

    @Override
    public boolean endsReads() {
        return endsReads;
    }

    /// Does not wait for puts: where the disk stands still they do not end. The last of them cleans up, or the
    /// next workbench.
    @Override
    public void close() {
        closed = true;
        if (underWay.get() == 0) {
            closeWorkbench();
        }
    }

    private synchronized void closeWorkbench() {
        if (workbench == null) {
            return;
        }
        try {
            workbench.close();
        } catch (IOException leftBehind) {
            // The next workbench sweeps it.
        }
        workbench = null;
    }

    /// Directories that became empty stay: a put may be about to use them.
    private DeleteResult delete(ObjectKey key, Set<Path> changed) {
        Path path = tree.path(key);
        try {
            if (tree.look(path).filter(BasicFileAttributes::isRegularFile).isPresent() && Files.deleteIfExists(path)) {
                changed.add(ObjectTree.directoryOf(path));
            }
            return new DeleteResult.Absent(key);
        } catch (IOException failed) {
            return new DeleteResult.NotDeleted(key, Failures.of(failed, path));
        }
    }

    private Durability durability(int size) throws IOException {
        return settings.sync() ? Durability.begin(tree.root(), size, kernel) : new Durability.None();
    }

    /// Made with the first put, so that a target that is only read from is never written to.
    private synchronized Workbench workbench() throws IOException {
        checkOpen();
        if (workbench == null || !workbench.isThere()) {
            closeWorkbench();
            workbench = Workbench.open(tree.root(), kernel);
        }
        return workbench;
    }

    private static void checkDistinct(List<PutRequest> batch) {
        Set<ObjectKey> keys = new HashSet<>();
        for (PutRequest request : batch) {
            if (!keys.add(request.key())) {
                throw new IllegalArgumentException("Twice in one batch: " + request.key());
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The target " + tree.root() + " is closed");
        }
    }
}
