package io.flotilla.service.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/// Counts what the exporter made of spans. As safe for several threads as that.
final class CountedExporter implements SpanExporter {

    private final SpanExporter exporter;
    private final SpanLane lane;

    CountedExporter(SpanExporter exporter, SpanLane lane) {
        this.exporter = exporter;
        this.lane = lane;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            lane.leave(count);
            if (result.isSuccess()) {
                lane.taken(count);
            } else {
                lane.lost(count, why(result));
            }
        });
    }

    private static String why(CompletableResultCode failed) {
        Throwable cause = failed.getFailureThrowable();
        return cause == null ? "it gave no answer" : String.valueOf(cause.getMessage());
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
