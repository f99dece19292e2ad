package io.flotilla.store;

import io.flotilla.spi.SentRequest;
import java.util.EnumMap;
import java.util.Map;

/// The requests that went to a store up to a moment, by kind and result, and the bytes of their contents.
public record SentRequests(
        Map<SentRequest.Kind, Map<SentRequest.Result, Long>> requests, long bytesSent, long bytesReceived) {

    public SentRequests {
        var copy = new EnumMap<SentRequest.Kind, Map<SentRequest.Result, Long>>(SentRequest.Kind.class);
        requests.forEach((kind, results) -> copy.put(kind, Map.copyOf(results)));
        requests = Map.copyOf(copy);
    }

    /// None at all.
    public static final SentRequests NONE = new SentRequests(Map.of(), 0, 0);

    /// These and others.
    public SentRequests and(SentRequests others) {
        var both = new EnumMap<SentRequest.Kind, Map<SentRequest.Result, Long>>(SentRequest.Kind.class);
        requests.forEach((kind, results) -> both.put(kind, new EnumMap<>(results)));
        others.requests.forEach((kind, results) -> results.forEach(
                (result, count) -> both.computeIfAbsent(kind, none -> new EnumMap<>(SentRequest.Result.class))
                        .merge(result, count, Long::sum)));
        return new SentRequests(both, bytesSent + others.bytesSent, bytesReceived + others.bytesReceived);
    }

    /// Those of these that came after others, which are a part of them.
    public SentRequests since(SentRequests before) {
        var later = new EnumMap<SentRequest.Kind, Map<SentRequest.Result, Long>>(SentRequest.Kind.class);
        requests.forEach((kind, results) -> results.forEach((result, count) -> {
            long more = count - before.of(kind, result);
            if (more > 0) {
                later.computeIfAbsent(kind, none -> new EnumMap<>(SentRequest.Result.class))
                        .put(result, more);
            }
        }));
        return new SentRequests(later, bytesSent - before.bytesSent, bytesReceived - before.bytesReceived);
    }

    /// The requests of one kind, however they ended.
    public long of(SentRequest.Kind kind) {
        return requests.getOrDefault(kind, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// The requests of one kind that ended in one way.
    public long of(SentRequest.Kind kind, SentRequest.Result result) {
        return requests.getOrDefault(kind, Map.of()).getOrDefault(result, 0L);
    }

    /// All of them.
    public long all() {
        return requests.keySet().stream().mapToLong(this::of).sum();
    }
}
