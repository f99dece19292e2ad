package io.flotilla.service.trace;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.ReasonCode;
import io.flotilla.catalog.Why;
import io.flotilla.fleet.Acknowledgement;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.List;

/// Makes spans of what happened: a trace for each confirmed file, with a failed span for each turn that came to
/// nothing, and one for each thing that was done to files on the target. Safe for use by several threads, for different
/// databases.
final class WaySpans {

    private static final AttributeKey<String> SYSTEM = stringKey("db.system.name");
    private static final AttributeKey<String> DATABASE = stringKey("db.namespace");
    private static final AttributeKey<String> ERROR = stringKey("error.type");
    private static final AttributeKey<String> TARGET = stringKey("flotilla.target");
    private static final AttributeKey<String> REPLICA = stringKey("flotilla.replica");
    private static final AttributeKey<String> TXID = stringKey("flotilla.txid");
    private static final AttributeKey<String> NOTICED_BY = stringKey("flotilla.noticed.by");
    private static final AttributeKey<String> HOW = stringKey("flotilla.capture.how");
    private static final AttributeKey<String> STATE = stringKey("flotilla.state");
    private static final AttributeKey<String> DURING = stringKey("flotilla.failed.during");
    private static final AttributeKey<String> UPKEEP = stringKey("flotilla.upkeep");
    private static final AttributeKey<Long> PAGES = longKey("flotilla.pages");
    private static final AttributeKey<Long> BYTES = longKey("flotilla.bytes");
    private static final AttributeKey<Long> FILES = longKey("flotilla.files");
    private static final AttributeKey<Long> ATTEMPT = longKey("flotilla.attempt");

    /// So many turns of one trace are shown as failed; the number of all is in `flotilla.attempt` of its end.
    private static final int MOST_FAILURES = 100;

    private final Tracer tracer;
    private final SpanLane lane;
    private final String target;

    /// @param target what the fleet's target is called
    WaySpans(Tracer tracer, SpanLane lane, String target) {
        this.tracer = tracer;
        this.lane = lane;
        this.target = target;
    }

    /// Why a turn came to nothing, and when.
    record Failure(DatabaseState state, Why why, Instant at) {}

    /// What was done to files on the target.
    record Upkept(String what, int files, Instant begun, Instant ended) {}

    /// A part of a way.
    private record Part(String name, SpanKind kind, Instant begun, Instant ended, Attributes attributes) {

        private static Part inside(String name, Instant begun, Instant ended, Attributes attributes) {
            return new Part(name, SpanKind.INTERNAL, begun, ended, attributes);
        }
    }

    /// The target has confirmed it.
    void acknowledged(Way way, Acknowledgement file) {
        List<Part> parts = parts(way, file);
        if (!lane.enter(parts.size() + 1)) {
            return;
        }
        Span root = way.root().orElseGet(() -> begin(way));
        parts.forEach(part -> add(root, part));
        root.setAttribute(TXID, file.txId().toString());
        root.setAttribute(ATTEMPT, way.failures() + 1L);
        root.addEvent("acknowledged", file.acknowledgedAt());
        root.end(file.acknowledgedAt());
        leaveUnlessRecorded(root, parts.size() + 1);
    }

    private static List<Part> parts(Way way, Acknowledgement file) {
        Way.Steps steps = way.steps(file.startedAt());
        Attributes noticed = Attributes.of(NOTICED_BY, way.notice().by().toString());
        Attributes captured = Attributes.builder()
                .put(HOW, file.how().toString())
                .put(TXID, file.txId().toString())
                .put(PAGES, (long) file.pages())
                .put(BYTES, file.bytes())
                .build();
        Attributes put = Attributes.of(BYTES, file.bytes(), FILES, (long) steps.files(), ATTEMPT, way.failures() + 1L);
        return List.of(
                Part.inside("notice", way.begun(), way.notice().at(), noticed),
                Part.inside("wait for turn", way.waitsSince(), steps.turn(), Attributes.empty()),
                Part.inside("wait for capture", steps.turn(), file.startedAt(), Attributes.empty()),
                Part.inside("capture", file.startedAt(), steps.captured(), captured),
                Part.inside("wait for upload", steps.captured(), steps.sent(), Attributes.empty()),
                new Part("put", SpanKind.CLIENT, steps.sent(), file.acknowledgedAt(), put));
    }

    /// A turn came to nothing.
    ///
    /// @return the root of the trace, which has not ended
    Span failed(Way way, Failure failure) {
        Span root = way.root().orElseGet(() -> begin(way));
        if (way.failures() < MOST_FAILURES && lane.enter(1)) {
            Way.Steps steps = way.steps(failure.at());
            Attributes attributes = Attributes.of(
                    ERROR,
                    failure.why().code() == ReasonCode.NONE
                            ? "_OTHER"
                            : failure.why().code().code(),
                    STATE,
                    failure.state().name(),
                    DURING,
                    steps.reached().during(),
                    ATTEMPT,
                    way.failures() + 1L);
            Span turn = child(root, Part.inside("turn", steps.turn(), failure.at(), attributes));
            turn.setStatus(StatusCode.ERROR, failure.why().text());
            turn.end(failure.at());
            leaveUnlessRecorded(turn, 1);
        }
        return root;
    }

    /// After a failure nothing is new any more: somebody put back what was there.
    void foundNothingNew(Way way, Instant now) {
        way.root().filter(root -> lane.enter(1)).ifPresent(root -> {
            root.addEvent("nothing new", now);
            root.end(now);
            leaveUnlessRecorded(root, 1);
        });
    }

    /// The process ends, and the target has not confirmed it.
    void left(Way way, Instant now) {
        if (lane.enter(1)) {
            Span root = way.root().orElseGet(() -> begin(way));
            root.setAttribute(ERROR, "unacknowledged");
            root.setAttribute(ATTEMPT, (long) way.failures());
            root.setStatus(StatusCode.ERROR, "the target had not confirmed it when the fleet ended");
            root.end(now);
            leaveUnlessRecorded(root, 1);
        }
    }

    /// Files on the target were merged, put into a snapshot or removed.
    void upkeep(DatabaseRow row, Upkept done) {
        if (lane.enter(1)) {
            Span span = tracer.spanBuilder("upkeep")
                    .setNoParent()
                    .setStartTimestamp(done.begun())
                    .setAllAttributes(of(row))
                    .setAttribute(UPKEEP, done.what())
                    .setAttribute(FILES, (long) done.files())
                    .startSpan();
            span.end(done.ended());
            leaveUnlessRecorded(span, 1);
        }
    }

    private Span begin(Way way) {
        return tracer.spanBuilder("replicate")
                .setNoParent()
                .setStartTimestamp(way.begun())
                .setAllAttributes(way.database())
                .startSpan();
    }

    /// Which database it is.
    Attributes of(DatabaseRow row) {
        return Attributes.of(
                SYSTEM,
                "sqlite",
                DATABASE,
                row.path().toString(),
                REPLICA,
                row.replica().toString(),
                TARGET,
                target);
    }

    private void add(Span root, Part part) {
        child(root, part).end(end(part));
    }

    private Span child(Span root, Part part) {
        return tracer.spanBuilder(part.name())
                .setParent(Context.root().with(root))
                .setSpanKind(part.kind())
                .setStartTimestamp(part.begun())
                .setAllAttributes(part.attributes())
                .startSpan();
    }

    /// Clocks are set back: what seems to have ended before it began took no time.
    private static Instant end(Part part) {
        return part.ended().isBefore(part.begun()) ? part.begun() : part.ended();
    }

    /// What a sampler does not want never comes to the exporter.
    private void leaveUnlessRecorded(Span span, int spans) {
        if (!span.getSpanContext().isSampled()) {
            lane.leave(spans);
        }
    }
}
