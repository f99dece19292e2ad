package io.flotilla.plugins.contract;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ListedObject;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.Payload;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/// Keeps objects on the heap, for as long as it is open. Nothing survives the process, so it is for tests.
public final class MemoryTarget implements ReplicaTarget {

    private final NavigableMap<ObjectKey, StoredObject> objects = new ConcurrentSkipListMap<>();
    private final Map<UnfinishedUpload, Duration> unfinished = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// As if a process had left this here when it was killed, so long ago. Nothing in memory leaves anything by itself.
    public void leave(UnfinishedUpload upload, Duration age) {
        unfinished.put(upload, age);
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        checkOpen();
        Set<ObjectKey> keys = new HashSet<>();
        for (PutRequest request : batch) {
            if (!keys.add(request.key())) {
                throw new IllegalArgumentException("Twice in one batch: " + request.key());
            }
        }
        return batch.stream().map(this::put).toList();
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        checkOpen();
        byte[] content =
                Optional.ofNullable(objects.get(key)).orElseThrow(() -> new TargetException.NotFound(key)).content;
        int offset = Math.toIntExact(Math.min(range.offset(), content.length));
        int length = Math.toIntExact(Math.min(range.length(), content.length - offset));
        return new ByteArrayInputStream(content, offset, length);
    }

    @Override
    public ListPage list(ListRequest request) {
        checkOpen();
        ObjectKey start =
                request.startAfter().compareTo(request.ancestor()) > 0 ? request.startAfter() : request.ancestor();
        List<ListedObject> found = objects.tailMap(start, false).entrySet().stream()
                .filter(entry -> entry.getKey().isBelow(request.ancestor()))
                .limit(request.limit() + 1L)
                .map(entry -> entry.getValue().listed(entry.getKey()))
                .toList();
        boolean more = found.size() > request.limit();
        return new ListPage(more ? found.subList(0, request.limit()) : found, more);
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        checkOpen();
        return keys.stream()
                .<DeleteResult>map(key -> {
                    objects.remove(key);
                    return new DeleteResult.Absent(key);
                })
                .toList();
    }

    @Override
    public void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) {
        checkOpen();
        unfinished.forEach((upload, since) -> {
            if (since.compareTo(age) >= 0) {
                consumer.accept(upload);
            }
        });
    }

    @Override
    public void discard(UnfinishedUpload upload) {
        checkOpen();
        unfinished.remove(upload);
    }

    @Override
    public void close() {
        closed = true;
        objects.clear();
    }

    private PutResult put(PutRequest request) {
        ObjectKey key = request.key();
        if (key.isRoot()) {
            return new PutResult.NotStored(key, new TargetException.Refused("The root names no object"));
        }
        if (objects.containsKey(key)) {
            return new PutResult.NotStored(key, new TargetException.AlreadyExists(key));
        }
        try {
            StoredObject object = new StoredObject(content(request.payload()), request.timestamp());
            return objects.putIfAbsent(key, object) == null
                    ? new PutResult.Stored(key)
                    : new PutResult.NotStored(key, new TargetException.AlreadyExists(key));
        } catch (IOException failed) {
            return new PutResult.NotStored(
                    key, new TargetException.Unavailable("The content of " + key + " cannot be read", failed));
        }
    }

    private static byte[] content(Payload payload) throws IOException {
        try (InputStream stream = payload.open()) {
            byte[] content = stream.readAllBytes();
            if (content.length != payload.size()) {
                throw new IOException(content.length + " bytes instead of " + payload.size());
            }
            return content;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The target is closed");
        }
    }

    private static final class StoredObject {

        private final byte[] content;
        private final Instant timestamp;

        private StoredObject(byte[] content, Instant timestamp) {
            this.content = content;
            this.timestamp = timestamp;
        }

        private ListedObject listed(ObjectKey key) {
            return new ListedObject(key, content.length, timestamp, true);
        }
    }
}
