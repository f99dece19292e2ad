package io.flotilla.service.metrics;

import io.flotilla.catalog.DatabaseState;
import io.flotilla.fleet.Budgets;
import io.flotilla.fleet.Fleet;
import io.flotilla.fleet.FleetLoad;
import io.flotilla.fleet.Heartbeats;
import io.flotilla.fleet.Protection;
import io.flotilla.fleet.SweepTimes;
import io.flotilla.fleet.TierSummary;
import io.flotilla.service.bill.Bill;
import io.flotilla.service.live.Running;
import io.flotilla.service.metrics.Figures.Waiting;
import io.flotilla.spi.PathPattern;
import io.flotilla.spi.SentRequest;
import io.flotilla.spi.Tier;
import io.flotilla.store.Prices;
import io.flotilla.store.RequestCounts;
import io.flotilla.store.RequestKind;
import io.flotilla.store.RequestOutcome;
import io.flotilla.store.SentRequests;
import io.prometheus.client.Collector;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// Everything that Prometheus is told of all fleets together, counted anew at each scrape: never a series for
/// each database, so their number does not grow with the fleets. Safe for use by several threads.
final class FleetCollector extends Collector {

    /// Reasons come from policies, which are plug-ins: beyond this many kinds they are one.
    private static final int MOST_REASONS = 24;

    /// So many fleets have series of their own.
    private static final int MOST_FLEETS = 10;

    private final Supplier<List<Running>> fleets;
    private final Prices prices;
    private final InstantSource clock;
    private final ProjectFigures projects;
    private final ChosenDatabases chosen;

    /// @param fleets asked at each scrape, for they may change
    FleetCollector(Supplier<List<Running>> fleets, Prices prices, InstantSource clock, Choice choice) {
        this.fleets = fleets;
        this.prices = prices;
        this.clock = clock;
        this.projects = new ProjectFigures(choice.mostProjects());
        this.chosen = new ChosenDatabases(choice.databases());
    }

    /// What has series of its own.
    ///
    /// @param mostProjects how many projects
    /// @param databases which databases
    record Choice(int mostProjects, List<PathPattern> databases) {}

    @Override
    public synchronized List<MetricFamilySamples> collect() {
        Instant now = clock.instant();
        List<Running> running = fleets.get();
        List<Waiting> waiting = running.stream().map(Waiting::of).toList();
        var series = new Series();
        databases(series, Figures.of(waiting, now));
        projects(series, projects.lines(waiting, now));
        fleets(series, FleetFigures.lines(waiting, now, MOST_FLEETS));
        running.forEach(each -> fleet(series, each));
        running.forEach(each -> ProofFigures.put(series, each, now));
        running.stream()
                .map(each -> each.target().account().bill(now))
                .reduce(Bill::and)
                .ifPresent(bill -> bill(series, bill));
        reasons(series, running);
        LitestreamSeries.add(series, chosen.of(running));
        return series.families();
    }

    private static void fleet(Series series, Running running) {
        Fleet fleet = running.fleet();
        delays(series, fleet.protection().ways());
        load(series, fleet.load());
        waiting(series, fleet.tiers());
        budgets(series, fleet.budgets());
        requests(series, running.target().requests().counts());
        series.least("flotilla_target_up", "Whether each target answered what it was asked last")
                .put(fleet.isTargetThere() ? 1 : 0);
        series.gauge("flotilla_paused_databases", "Databases that somebody paused")
                .put(fleet.requests().paused().size());
        sweeps(series, fleet.sweeps());
        loops(series, fleet.heartbeats().ages());
    }

    private static void databases(Series series, Figures figures) {
        var databases = series.gauge("flotilla_databases", "Databases by tier and state", "tier", "state");
        var unprotected = series.gauge(
                "flotilla_unprotected_databases", "Databases with something that the target has not confirmed", "tier");
        var lag = series.gauge(
                "flotilla_lag_seconds",
                "How long the oldest write that the target has not confirmed waits, by quantile of all databases of a tier",
                "tier",
                "quantile");
        var oldest = series.gauge(
                "flotilla_oldest_unprotected_seconds",
                "How long the oldest write that the target has not confirmed waits",
                "tier");
        for (Tier tier : Tier.values()) {
            String name = lower(tier);
            for (DatabaseState state : DatabaseState.values()) {
                databases.put(figures.databases(tier, state), name, lower(state));
            }
            unprotected.put(figures.lags().getOrDefault(tier, List.of()).size(), name);
            lag.put(seconds(figures.quantile(tier, 0.5)), name, "0.5");
            lag.put(seconds(figures.quantile(tier, 0.99)), name, "0.99");
            lag.put(seconds(figures.longest(tier)), name, "1");
            oldest.put(seconds(figures.longest(tier)), name);
        }
    }

    private static void projects(Series series, List<ProjectFigures.Line> lines) {
        var databases = series.gauge("flotilla_project_databases", "Databases of a project", "project");
        var waiting = series.gauge(
                "flotilla_project_unprotected_databases", "Of these, those with something unconfirmed", "project");
        var oldest = series.gauge(
                "flotilla_project_oldest_unprotected_seconds", "How long the oldest of that waits", "project");
        for (ProjectFigures.Line line : lines) {
            databases.put(line.databases(), line.project());
            waiting.put(line.unprotected(), line.project());
            oldest.put(seconds(line.longest()), line.project());
        }
    }

    private static void fleets(Series series, List<FleetFigures.Line> lines) {
        var databases = series.gauge("flotilla_fleet_databases", "Databases of a fleet", "fleet");
        var waiting = series.gauge(
                "flotilla_fleet_unprotected_databases", "Of these, those with something unconfirmed", "fleet");
        var oldest =
                series.gauge("flotilla_fleet_oldest_unprotected_seconds", "How long the oldest of that waits", "fleet");
        var targets =
                series.gauge("flotilla_fleet_target_up", "Whether its target answered what it was asked last", "fleet");
        for (FleetFigures.Line line : lines) {
            databases.put(line.databases(), line.fleet());
            waiting.put(line.unprotected(), line.fleet());
            oldest.put(seconds(line.longest()), line.fleet());
            targets.put(line.isTargetThere() ? 1 : 0, line.fleet());
        }
    }

    private static void delays(Series series, Protection.Ways ways) {
        series.histogram("flotilla_commit_to_detected_seconds", "From a write until it was noticed", ways.detected());
        series.histogram(
                "flotilla_commit_to_captured_seconds", "From a write until its capture began", ways.captured());
        series.histogram(
                "flotilla_commit_to_acknowledged_seconds",
                "From a write until the target confirmed it",
                ways.acknowledged());
    }

    private static void load(Series series, FleetLoad load) {
        var waiting = series.gauge("flotilla_queue_databases", "Databases by what they do", "queue");
        waiting.put(load.fresh(), "fresh");
        waiting.put(load.firstCopies(), "first-copy");
        waiting.put(load.turns(), "turn");
        waiting.put(load.resting(), "resting");
        series.most("flotilla_queue_age_seconds", "How long the first one waits for its turn")
                .put(seconds(load.age()));
    }

    private static void waiting(Series series, TierSummary tiers) {
        series.gauge("flotilla_hot_waiting_databases", "Databases that wait for a place among the hot ones")
                .put(tiers.waiting());
        series.most("flotilla_hot_waiting_seconds", "How long the first of them waits")
                .put(seconds(tiers.longestWait()));
    }

    private static void budgets(Series series, Budgets budgets) {
        var used = series.gauge("flotilla_budget_used", "How much of what is bounded is in use", "budget");
        var limit = series.gauge("flotilla_budget_limit", "How much of it there may be at the most", "budget");
        budgets.now().forEach((budget, use) -> {
            used.count(use.used(), lower(budget));
            limit.count(use.limit(), lower(budget));
        });
    }

    /// Added up before they are limited, or each fleet would have a limit of its own.
    private static void reasons(Series series, List<Running> fleets) {
        Series.Values moves = series.counter("flotilla_tier_moves", "Changes of tiers", "move", "reason");
        limited(fleets, fleet -> fleet.tiers().moves()).forEach((text, count) -> {
            int colon = text.indexOf(": ");
            moves.count(count, colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 2));
        });
        Series.Values captures =
                series.counter("flotilla_captures", "Captures by the rung of the ladder, and why not a cheaper", "how");
        limited(fleets, Fleet::captures).forEach((how, count) -> captures.count(count, how));
        Series.Values levels = series.counter("flotilla_upkeep", "What was done with files on the target", "what");
        limited(fleets, Fleet::levels).forEach((what, count) -> levels.count(count, what));
    }

    /// Numbers in a reason would make a kind of each.
    private static SortedMap<String, Long> limited(List<Running> fleets, Function<Fleet, Map<String, Long>> countsOf) {
        var kinds = new TreeMap<String, Long>();
        for (Running each : fleets) {
            countsOf.apply(each.fleet())
                    .forEach((text, count) -> kinds.merge(text.replaceAll("[0-9]+", "n"), count, Long::sum));
        }
        var limited = new TreeMap<String, Long>();
        kinds.forEach((kind, count) -> {
            boolean hasRoom = limited.size() < MOST_REASONS - 1;
            limited.merge(hasRoom ? kind : "other", count, Long::sum);
        });
        return limited;
    }

    private static void requests(Series series, RequestCounts counts) {
        Series.Values requests = series.counter("flotilla_target_requests", "Requests to the target", "kind", "result");
        for (RequestKind kind : RequestKind.values()) {
            for (RequestOutcome outcome : RequestOutcome.values()) {
                requests.count(counts.of(kind, outcome), lower(kind), lower(outcome));
            }
        }
        Series.Values bytes = series.counter("flotilla_target_bytes", "Bytes to and from the target", "direction");
        bytes.count(counts.bytesStored(), "stored");
        bytes.count(counts.bytesRead(), "read");
    }

    private void bill(Series series, Bill bill) {
        Series.Values requests = series.counter(
                "flotilla_store_requests",
                "Requests that went to the target's store, as it bills them",
                "kind",
                "result");
        SentRequests sent = bill.all().sent();
        for (SentRequest.Kind kind : SentRequest.Kind.values()) {
            for (SentRequest.Result result : SentRequest.Result.values()) {
                requests.count(sent.of(kind, result), lower(kind), lower(result));
            }
        }
        series.gauge(
                        "flotilla_store_requests_per_change",
                        "Requests for each changed database and interval, in the last hour")
                .put(bill.lately().perChange().orElse(0));
        series.gauge(
                        "flotilla_store_cost_per_month",
                        "What 30 days cost with the requests of the last hour, without what the files cost that lie there",
                        "currency")
                .put(bill.lately().month(prices).orElse(0), prices.currency());
    }

    private static void sweeps(Series series, SweepTimes times) {
        series.counter("flotilla_sweeps", "Looks at everything").count(times.sweeps());
        series.most("flotilla_sweep_last_seconds", "How long the last of them took")
                .put(seconds(times.last()));
        series.counter("flotilla_sweep_seconds", "How long all of them took").put(seconds(times.total()));
    }

    private static void loops(Series series, SortedMap<Heartbeats.Loop, Duration> ages) {
        var beats = series.most("flotilla_loop_age_seconds", "How long ago a loop moved", "loop");
        ages.forEach((loop, age) -> beats.put(seconds(age), loop.toString()));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration length) {
        return length.toNanos() / 1e9;
    }
}
