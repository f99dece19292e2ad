package io.flotilla.plugins.filesystem;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.TargetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Creates the objects of one batch, so that a power cut at any moment leaves each of them whole or absent.
///
/// In this order: all contents are written under temporary names, made durable, given their names, and the
/// directories that hold the names made durable, up to the root: one of them may be new, made by somebody else
/// a moment ago. Where an object is there already, its directories are made durable as well before that is
/// said, because the caller may take it for its own lost answer. For use by one thread, once.
final class BatchPut {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ObjectTree tree;
    private final Workbench workbench;
    private final Publisher publisher;
    private final Durability durability;
    private final Map<ObjectKey, TargetException> failures = new HashMap<>();
    private final Set<Path> directories = new LinkedHashSet<>();
    private final List<Draft> drafts = new ArrayList<>();
    private final List<Draft> published = new ArrayList<>();

    BatchPut(ObjectTree tree, Workbench workbench, Publisher publisher, Durability durability) {
        this.tree = tree;
        this.workbench = workbench;
        this.publisher = publisher;
        this.durability = durability;
    }

    List<PutResult> run(List<PutRequest> batch) {
        try {
            batch.forEach(this::write);
            makeContentsDurable();
            drafts.forEach(this::publish);
            makeNamesDurable();
        } finally {
            drafts.forEach(draft -> discard(draft.temporary()));
        }
        return batch.stream().map(PutRequest::key).map(this::result).toList();
    }

    private PutResult result(ObjectKey key) {
        TargetException failure = failures.get(key);
        return failure == null ? new PutResult.Stored(key) : new PutResult.NotStored(key, failure);
    }

    private void write(PutRequest request) {
        var draft = new Draft(request.key(), workbench.newFile(), tree.path(request.key()));
        drafts.add(draft);
        try {
            refuseExisting(draft);
            copy(request, draft.temporary());
        } catch (IOException failed) {
            fail(draft, failed);
        }
    }

    private void makeContentsDurable() {
        try {
            durability.contents();
        } catch (IOException failed) {
            drafts.forEach(draft -> fail(draft, failed));
        }
    }

    private void publish(Draft draft) {
        if (failures.containsKey(draft.key())) {
            return;
        }
        try {
            directories.addAll(tree.ensureDirectory(ObjectTree.directoryOf(draft.path())));
            publisher.publish(draft.temporary(), draft.path());
            published.add(draft);
        } catch (FileAlreadyExistsException lostRace) {
            failures.put(draft.key(), new TargetException.AlreadyExists(draft.key()));
        } catch (IOException failed) {
            fail(draft, failed);
        }
    }

    /// What has a name that a power cut may take back is removed again: an object that is found there counts as
    /// safe.
    private void makeNamesDurable() {
        try {
            durability.directories(directories);
        } catch (IOException failed) {
            published.forEach(draft -> discard(draft.path()));
            drafts.forEach(draft -> failures.put(
                    draft.key(), new TargetException.Unavailable("Directories could not be made durable", failed)));
        }
    }

    private void refuseExisting(Draft draft) throws IOException {
        Optional<BasicFileAttributes> found = tree.look(draft.path());
        if (found.isEmpty()) {
            return;
        }
        if (!found.get().isRegularFile()) {
            throw new TargetException.Refused(
                    draft.path() + " is not a file, where an object is to be: move it away, or choose another target");
        }
        directories.addAll(tree.ensureDirectory(ObjectTree.directoryOf(draft.path())));
        throw new TargetException.AlreadyExists(draft.key());
    }

    private void copy(PutRequest request, Path temporary) throws IOException {
        try (FileChannel file = FileChannel.open(temporary, CREATE_NEW, WRITE)) {
            copyContent(request, file);
            setTime(temporary, FileTime.from(request.timestamp()));
            durability.written(file);
        }
    }

    /// A listing promises exact timestamps, and a file system that rounds them would break the promise in
    /// silence.
    private static void setTime(Path temporary, FileTime time) throws IOException {
        Files.setLastModifiedTime(temporary, time);
        FileTime kept = Files.getLastModifiedTime(temporary);
        if (!kept.equals(time)) {
            throw new TargetException.Refused("The file system keeps " + kept + " instead of " + time
                    + ": choose a target on one that keeps milliseconds");
        }
    }

    private static void copyContent(PutRequest request, FileChannel file) throws IOException {
        long size = request.payload().size();
        byte[] buffer = new byte[Math.toIntExact(Math.clamp(size, 1, BUFFER_BYTES))];
        long copied = 0;
        try (InputStream content = request.payload().open()) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                ByteBuffer part = ByteBuffer.wrap(buffer, 0, count);
                while (part.hasRemaining()) {
                    file.write(part);
                }
                copied += count;
            }
        }
        if (copied != size) {
            throw new TargetException.Unavailable(
                    "The content of " + request.key() + " has " + copied + " bytes, but announced " + size);
        }
    }

    private void fail(Draft draft, IOException failure) {
        failures.putIfAbsent(draft.key(), Failures.of(failure, draft.path()));
    }

    /// What stays here is swept when a target is next opened.
    private static void discard(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stays) {
            // Ignored: it is in nobody's way.
        }
    }

    /// An object on its way from its temporary name to its own.
    private record Draft(ObjectKey key, Path temporary, Path path) {}
}
