package io.flotilla.store;

import java.util.EnumMap;
import java.util.Map;

/// The requests that a target has seen up to a moment, and the bytes that were stored and read.
///
/// `bytesStored` are those of payloads that the target confirmed; `bytesRead` are those that came out of streams.
public record RequestCounts(Map<RequestKind, Map<RequestOutcome, Long>> requests, long bytesStored, long bytesRead) {

    public RequestCounts {
        var copy = new EnumMap<RequestKind, Map<RequestOutcome, Long>>(RequestKind.class);
        requests.forEach((kind, outcomes) -> copy.put(kind, Map.copyOf(outcomes)));
        requests = Map.copyOf(copy);
    }

    /// The requests of one kind, however they ended.
    public long of(RequestKind kind) {
        return requests.getOrDefault(kind, Map.of()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /// The requests of one kind that ended in one way.
    public long of(RequestKind kind, RequestOutcome outcome) {
        return requests.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0L);
    }
}
