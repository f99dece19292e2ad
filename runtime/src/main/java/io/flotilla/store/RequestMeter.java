package io.flotilla.store;

import io.flotilla.spi.SentRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Counts the requests that a target tells of. Safe for use by several threads.
public final class RequestMeter implements Consumer<SentRequest> {

    private final Map<Ended, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder bytesReceived = new LongAdder();

    private record Ended(SentRequest.Kind kind, SentRequest.Result result) {}

    @Override
    public void accept(SentRequest request) {
        counts.computeIfAbsent(new Ended(request.kind(), request.result()), first -> new LongAdder())
                .increment();
        bytesSent.add(request.bytesSent());
        bytesReceived.add(request.bytesReceived());
    }

    /// What has been counted so far. Requests that end during the call may be in it or not.
    public SentRequests sent() {
        var requests = new EnumMap<SentRequest.Kind, Map<SentRequest.Result, Long>>(SentRequest.Kind.class);
        counts.forEach((ended, count) -> requests.computeIfAbsent(
                        ended.kind(), kind -> new EnumMap<>(SentRequest.Result.class))
                .put(ended.result(), count.sum()));
        return new SentRequests(requests, bytesSent.sum(), bytesReceived.sum());
    }
}
