package io.flotilla.store;

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
import io.flotilla.spi.UnfinishedUpload;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts the calls that pass through to another target, and what that target tells of the requests it made of them.
/// Safe for use by several threads.
///
/// A stream that breaks after it was opened counts as one read that was done.
public final class MeteredTarget implements ReplicaTarget {

    private final ReplicaTarget target;
    private final Map<Request, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder bytesStored = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();

    private final RequestMeter meter;

    /// Of a target that tells nothing of its requests.
    public MeteredTarget(ReplicaTarget target) {
        this(target, new RequestMeter());
    }

    /// @param meter what the target tells of its requests
    public MeteredTarget(ReplicaTarget target, RequestMeter meter) {
        this.target = target;
        this.meter = meter;
    }

    /// The requests that really went to a store, as it bills them; none where the target has no requests.
    public SentRequests sent() {
        return meter.sent();
    }

    /// What has been counted so far. Requests that end during the call may be in it or not.
    public RequestCounts counts() {
        var requests = new EnumMap<RequestKind, Map<RequestOutcome, Long>>(RequestKind.class);
        counts.forEach((request, count) -> requests.computeIfAbsent(
                        request.kind(), kind -> new EnumMap<>(RequestOutcome.class))
                .put(request.outcome(), count.sum()));
        return new RequestCounts(requests, bytesStored.sum(), bytesRead.sum());
    }

    @Override
    public List<PutResult> put(List<PutRequest> batch) {
        List<PutResult> results = target.put(batch);
        for (int i = 0; i < results.size(); i++) {
            switch (results.get(i)) {
                case PutResult.Stored(var key) -> {
                    count(RequestKind.PUT, RequestOutcome.DONE);
                    bytesStored.add(batch.get(i).payload().size());
                }
                case PutResult.NotStored(var key, var cause) -> count(RequestKind.PUT, RequestOutcome.of(cause));
            }
        }
        return results;
    }

    @Override
    public InputStream open(ObjectKey key, ByteRange range) throws TargetException {
        return counted(RequestKind.READ, () -> new CountedStream(target.open(key, range), bytesRead::add));
    }

    @Override
    public ListPage list(ListRequest request) throws TargetException {
        return counted(RequestKind.LIST, () -> target.list(request));
    }

    @Override
    public List<DeleteResult> delete(List<ObjectKey> keys) {
        List<DeleteResult> results = target.delete(keys);
        for (DeleteResult result : results) {
            switch (result) {
                case DeleteResult.Absent(var key) -> count(RequestKind.DELETE, RequestOutcome.DONE);
                case DeleteResult.NotDeleted(var key, var cause) -> count(RequestKind.DELETE, RequestOutcome.of(cause));
            }
        }
        return results;
    }

    /// Counts as one listing, however many pages it has.
    @Override
    public void findUnfinished(Duration age, Consumer<UnfinishedUpload> consumer) throws TargetException {
        counted(RequestKind.LIST, () -> {
            target.findUnfinished(age, consumer);
            return age;
        });
    }

    @Override
    public void discard(UnfinishedUpload upload) throws TargetException {
        counted(RequestKind.DELETE, () -> {
            target.discard(upload);
            return upload;
        });
    }

    @Override
    public Optional<Examination> examination() {
        return target.examination();
    }

    @Override
    public boolean endsReads() {
        return target.endsReads();
    }

    @Override
    public void close() {
        target.close();
    }

    private <T> T counted(RequestKind kind, Call<T> call) throws TargetException {
        T answer;
        try {
            answer = call.send();
        } catch (TargetException failure) {
            count(kind, RequestOutcome.of(failure));
            throw failure;
        }
        count(kind, RequestOutcome.DONE);
        return answer;
    }

    private void count(RequestKind kind, RequestOutcome outcome) {
        counts.computeIfAbsent(new Request(kind, outcome), request -> new LongAdder())
                .increment();
    }

    private record Request(RequestKind kind, RequestOutcome outcome) {}

    private interface Call<T> {
        T send() throws TargetException;
    }
}
