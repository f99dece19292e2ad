package io.flotilla.probe;

import io.flotilla.plugins.contract.MemoryTarget;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.Examination;
import io.flotilla.spi.Finding;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// A store that replaces objects, in memory: what makes `If-None-Match` necessary.
public final class ReplacingTarget implements ReplicaTarget {

    private final MemoryTarget memory = new MemoryTarget();
    private final boolean oneWriter;

    /// @param oneWriter whether somebody said that nobody else writes there
    public ReplacingTarget(boolean oneWriter) {
        this.oneWriter = oneWriter;
    }

    @Override
    public synchronized List<PutResult> put(List<PutRequest> batch) {
        memory.delete(batch.stream().map(PutRequest::key).toList());
        return memory.put(batch);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        return memory.open(key, range);
    }

    @Override
    public ListPage list(ListRequest request) {
        return memory.list(request);
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        return memory.delete(keys);
    }

    @Override
    public Optional<Examination> examination() {
        return Optional.of(new Examination() {
            @Override
            public boolean hasOneWriter() {
                return oneWriter;
            }

            @Override
            public List<Finding> examine(ObjectKey scratch) {
                return List.of(new Finding.Noted("what it is", "a store of a test"));
            }
        });
    }

    @Override
    public void close() {
        memory.close();
    }
}
