package io.flotilla.service.metrics;

import io.flotilla.service.trace.SpanCounts;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/// What Prometheus is told of traces, if there are any. Safe for use by several threads.
final class TraceCollector extends Collector {

    private final Supplier<SpanCounts> counts;

    /// @param counts asked at each scrape
    TraceCollector(Supplier<SpanCounts> counts) {
        this.counts = counts;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        SpanCounts now = counts.get();
        var series = new Series();
        var spans = series.counter("flotilla_trace_spans", "Spans of traces.", "result");
        spans.count(now.sent(), "sent");
        spans.count(now.dropped(), "dropped");
        return series.families();
    }
}
