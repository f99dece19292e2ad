package io.flotilla.upload;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A target that an upload meets: it holds objects, and on request it loses answers or breaks streams.
final class HeldTarget implements ReplicaTarget {

    final SortedMap<ObjectKey, byte[]> objects = new TreeMap<>();
    boolean losesAnswers;
    boolean refuses;
    boolean breaksStreams;

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        var results = new ArrayList<PutResult>();
        for (PutRequest request : batch) {
            results.add(put(request));
        }
        return results;
    }

    private PutResult put(PutRequest request) {
        ObjectKey key = request.key();
        if (refuses) {
            return new PutResult.NotStored(key, new TargetException.Refused("read only"));
        }
        if (objects.containsKey(key)) {
            return new PutResult.NotStored(key, new TargetException.AlreadyExists(key));
        }
        try (InputStream in = request.payload().open()) {
            objects.put(key, in.readAllBytes());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
        return losesAnswers
                ? new PutResult.NotStored(key, new TargetException.Unavailable("no answer"))
                : new PutResult.Stored(key);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new TargetException.NotFound(key);
        }
        if (breaksStreams) {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("connection reset");
                }
            };
        }
        int from = (int) Math.min(range.offset(), bytes.length);
        int to = (int) Math.min(bytes.length, from + Math.min(range.length(), bytes.length));
        return new ByteArrayInputStream(Arrays.copyOfRange(bytes, from, to));
    }

    @Override
    public ListPage list(ListRequest request) {
        throw new UnsupportedOperationException("An upload lists nothing");
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        throw new UnsupportedOperationException("An upload deletes nothing");
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
