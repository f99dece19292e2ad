package io.flotilla.service.metrics;

import io.flotilla.fleet.Delays;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Gathers what one scrape tells, in Prometheus's own terms. For use by one thread.
final class Series {

    private final List<Supplier<MetricSnapshot>> made = new ArrayList<>();

    /// A metric with one value for each combination of its labels.
    static final class Values {

        private final String[] labels;
        private final Point point;

        private Values(String[] labels, Point point) {
            this.labels = labels;
            this.point = point;
        }

        /// @param names the labels' values, in the order in which the labels were named
        void put(double value, String... names) {
            point.add(value, Labels.of(labels, names));
        }
    }

    private interface Point {
        void add(double value, Labels labels);
    }

    Values gauge(String name, String help, String... labels) {
        GaugeSnapshot.Builder builder = GaugeSnapshot.builder().name(name).help(help);
        made.add(builder::build);
        return new Values(
                labels,
                (value, named) -> builder.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .labels(named)
                        .build()));
    }

    /// @param name without `_total`, which is added
    Values counter(String name, String help, String... labels) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(help);
        made.add(builder::build);
        return new Values(
                labels,
                (value, named) -> builder.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(value)
                        .labels(named)
                        .build()));
    }

    void histogram(String name, String help, Delays.Counted counted) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int at = 0; at < counted.classes().size(); at++) {
            double bound =
                    at < Delays.BOUNDS.size() ? Delays.BOUNDS.get(at).toMillis() / 1000.0 : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, counted.classes().get(at));
        }
        HistogramSnapshot.Builder builder = HistogramSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(counted.sum())
                        .build());
        made.add(builder::build);
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(made.stream().map(Supplier::get).toList());
    }
}
