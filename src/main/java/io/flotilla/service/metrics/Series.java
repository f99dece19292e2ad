package io.flotilla.service.metrics;

import io.flotilla.fleet.Delays;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;

/// Gathers what one scrape tells, in Prometheus's own terms. For use by one thread.
final class Series {

    private final List<MetricFamilySamples> made = new ArrayList<>();

    /// A metric with one value for each combination of its labels.
    static final class Values {

        private final String name;
        private final List<String> labels;
        private final List<Sample> samples;

        private Values(String name, List<String> labels, List<Sample> samples) {
            this.name = name;
            this.labels = labels;
            this.samples = samples;
        }

        /// @param values of the labels, in the order in which the labels were named
        void put(double value, String... values) {
            samples.add(new Sample(name, labels, List.of(values), value));
        }

        /// The same for what is counted: exact up to 2^53, as every number is that Prometheus has.
        void count(long value, String... values) {
            put((double) value, values);
        }
    }

    Values gauge(String name, String help, String... labels) {
        return values(name, Collector.Type.GAUGE, help, List.of(labels));
    }

    /// @param name without `_total`, which is added
    Values counter(String name, String help, String... labels) {
        return values(name + "_total", Collector.Type.COUNTER, help, List.of(labels));
    }

    private Values values(String name, Collector.Type type, String help, List<String> labels) {
        List<Sample> samples = new ArrayList<>();
        made.add(new MetricFamilySamples(name, type, help, samples));
        return new Values(name, labels, samples);
    }

    /// Each class of a histogram holds those before it too.
    void histogram(String name, String help, Delays.Counted counted) {
        List<Sample> samples = new ArrayList<>();
        long below = 0;
        for (int at = 0; at < counted.classes().size(); at++) {
            below += counted.classes().get(at);
            double bound =
                    at < Delays.BOUNDS.size() ? Delays.BOUNDS.get(at).toMillis() / 1000.0 : Double.POSITIVE_INFINITY;
            samples.add(new Sample(
                    name + "_bucket", List.of("le"), List.of(Collector.doubleToGoString(bound)), (double) below));
        }
        samples.add(new Sample(name + "_count", List.of(), List.of(), (double) below));
        samples.add(new Sample(name + "_sum", List.of(), List.of(), counted.sum()));
        made.add(new MetricFamilySamples(name, Collector.Type.HISTOGRAM, help, samples));
    }

    List<MetricFamilySamples> families() {
        return List.copyOf(made);
    }
}
