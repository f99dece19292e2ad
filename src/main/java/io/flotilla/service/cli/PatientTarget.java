package io.flotilla.service.cli;

import io.flotilla.fleet.Attempts;
import io.flotilla.spi.ByteRange;
import io.flotilla.spi.DeleteResult;
import io.flotilla.spi.ListPage;
import io.flotilla.spi.ListRequest;
import io.flotilla.spi.ObjectKey;
import io.flotilla.spi.PutRequest;
import io.flotilla.spi.PutResult;
import io.flotilla.spi.ReplicaTarget;
import io.flotilla.spi.TargetException;
import io.flotilla.spi.UnfinishedUpload;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Asks a target again for a page of a listing, or for unfinished uploads, while it is away: a listing of a hundred
/// thousand replicas has hundreds of pages, and what was restored meanwhile stays done. Everything else goes through
/// as it is, for who reads tries again himself. As safe for several threads as the target.
record PatientTarget(ReplicaTarget target, Attempts attempts) implements ReplicaTarget {

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        return patiently(() -> target.list(request));
    }

    private <T> T patiently(Attempts.Attempt<T> attempt) throws TargetException {
        try {
            return attempts.run(attempt);
        } catch (TargetException failure) {
            throw failure;
        } catch (IOException interrupted) {
            throw new TargetException.Unavailable(FailureText.message(interrupted), interrupted);
        }
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        return target.put(batch);
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        return target.open(key, range);
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        return target.delete(keys);
    }

    @Override
    public void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {
        List<UnfinishedUpload> found = patiently(() -> {
            List<UnfinishedUpload> all = new ArrayList<>();
            target.findUnfinished(age, all::add);
            return all;
        });
        found.forEach(consumer);
    }

    @Override
    public void discard(UnfinishedUpload upload) throws TargetException {
        target.discard(upload);
    }

    @Override
    public boolean endsReads() {
        return target.endsReads();
    }

    @Override
    public void close() {
        target.close();
    }
}
