package io.flotilla.fleet;

import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.Examination;
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

/// Another target that has to be tried out.
record BorrowedTarget(ReplicaTarget target, Optional<Examination> examination) implements ReplicaTarget {

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        return target.put(batch);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        return target.open(key, range);
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        return target.list(request);
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        return target.delete(keys);
    }

    @Override
    public void close() {
        target.close();
    }
}
