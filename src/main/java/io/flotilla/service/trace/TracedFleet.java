package io.flotilla.service.trace;

import io.flotilla.catalog.DatabaseId;
import io.flotilla.catalog.DatabaseRow;
import io.flotilla.catalog.DatabaseState;
import io.flotilla.catalog.Why;
import io.flotilla.fleet.Acknowledgement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Follows the chosen databases of one fleet, and hands over the way of each when it ends. Keeps an entry for each
/// chosen database of which something is under way, and one for each whose files on the target were looked after. Safe
/// for use by several threads.
final class TracedFleet implements Tracing.Followed {

    private final Chosen chosen;
    private final WaySpans spans;
    private final InstantSource clock;
    private final Map<DatabaseId, Way> ways = new ConcurrentHashMap<>();
    private final Map<DatabaseId, Instant> upkeep = new ConcurrentHashMap<>();

    TracedFleet(Chosen chosen, WaySpans spans, InstantSource clock) {
        this.chosen = chosen;
        this.spans = spans;
        this.clock = clock;
    }

    @Override
    public void told(DatabaseId database) {
        notice(database, Way.By.EVENT);
    }

    @Override
    public void noticed(DatabaseId database) {
        notice(database, Way.By.SWEEP);
    }

    /// What was told is noticed right after, and that changes nothing.
    private void notice(DatabaseId database, Way.By by) {
        if (chosen.has(database)) {
            var notice = new Way.Notice(clock.instant(), by);
            ways.compute(database, (same, way) -> {
                if (way == null) {
                    return new Way(spans.of(chosen.row(database)), notice);
                }
                way.notice(notice);
                return way;
            });
        }
    }

    /// What was never copied counts from its discovery.
    @Override
    public void changed(DatabaseRow row, Instant modified) {
        if (chosen.has(row.id())) {
            Instant now = clock.instant();
            ways.compute(row.id(), (same, known) -> {
                Way way = known == null ? looked(row, now) : known;
                way.turn(now, row.lastTxId() == 0 ? now : modified);
                return way;
            });
        }
    }

    private Way looked(DatabaseRow row, Instant now) {
        return new Way(spans.of(row), new Way.Notice(now, Way.By.LOOK));
    }

    @Override
    public void captured(DatabaseId database) {
        if (chosen.has(database)) {
            ways.computeIfPresent(database, (same, way) -> {
                way.captured(clock.instant());
                return way;
            });
        }
    }

    @Override
    public void sending(DatabaseId database, int files) {
        if (chosen.has(database)) {
            ways.computeIfPresent(database, (same, way) -> {
                way.sent(clock.instant(), files);
                return way;
            });
        }
    }

    @Override
    public void failed(DatabaseRow row, DatabaseState state, Why why) {
        if (chosen.has(row.id())) {
            Instant now = clock.instant();
            ways.compute(row.id(), (same, known) -> {
                Way way = known == null ? looked(row, now) : known;
                way.failed(now, spans.failed(way, new WaySpans.Failure(state, why, now)));
                return way;
            });
        }
    }

    @Override
    public void acknowledged(Acknowledgement acknowledgement) {
        if (chosen.has(acknowledgement.database())) {
            ways.computeIfPresent(acknowledgement.database(), (same, way) -> {
                spans.acknowledged(way, acknowledgement);
                return way.behind(acknowledgement.startedAt()).orElse(null);
            });
        }
    }

    @Override
    public void unchanged(DatabaseId database) {
        if (chosen.has(database)) {
            ways.computeIfPresent(database, (same, way) -> {
                spans.foundNothingNew(way, clock.instant());
                return null;
            });
        }
    }

    @Override
    public void foundNothingNew(DatabaseId database, Instant startedAt) {
        if (chosen.has(database)) {
            ways.computeIfPresent(database, (same, way) -> {
                spans.foundNothingNew(way, clock.instant());
                return way.behind(startedAt).orElse(null);
            });
        }
    }

    @Override
    public void upkeepBegins(DatabaseRow row) {
        if (chosen.has(row.id())) {
            upkeep.put(row.id(), clock.instant());
        }
    }

    @Override
    public void upkeepEnds(DatabaseRow row, String what, int files) {
        Instant begun = upkeep.get(row.id());
        if (begun != null) {
            spans.upkeep(row, new WaySpans.Upkept(what, files, begun, clock.instant()));
        }
    }

    @Override
    public void close() {
        Instant now = clock.instant();
        ways.forEach((database, way) -> spans.left(way, now));
        ways.clear();
    }
}
