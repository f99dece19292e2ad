package io.flotilla.service.metrics;

import io.flotilla.fleet.Delays;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/// Gathers what one scrape tells, in Prometheus's own terms. What several fleets say of the same thing becomes
/// one value: their sum, unless the metric says otherwise. For use by one thread.
final class Series {

    private final Map<String, Values> made = new LinkedHashMap<>();

    /// A metric with one value for each combination of its labels.
    static final class Values {

        private final Family family;
        private final DoubleBinaryOperator together;
        private final Map<List<String>, Double> values = new LinkedHashMap<>();

        private Values(Family family, DoubleBinaryOperator together) {
            this.family = family;
            this.together = together;
        }

        /// @param labels their values, in the order in which the labels were named
        void put(double value, String... labels) {
            values.merge(List.of(labels), value, together::applyAsDouble);
        }

        /// The same for what is counted: exact up to 2^53, as every number is that Prometheus has.
        void count(long value, String... labels) {
            put((double) value, labels);
        }

        private MetricFamilySamples samples() {
            List<Sample> samples = new ArrayList<>(values.size());
            values.forEach((labels, value) -> samples.add(family.sample(labels, value)));
            return new MetricFamilySamples(family.name(), family.type(), family.help(), samples);
        }
    }

    /// What a metric is.
    private record Family(String name, Collector.Type type, String help, List<String> labels) {

        /// The samples of a histogram are named after what they tell, which stands before the other labels.
        Sample sample(List<String> values, double value) {
            return type == Collector.Type.HISTOGRAM
                    ? new Sample(name + values.getFirst(), labels.subList(0, values.size() - 1), rest(values), value)
                    : new Sample(name, labels, values, value);
        }

        private static List<String> rest(List<String> values) {
            return values.subList(1, values.size());
        }
    }

    Values gauge(String name, String help, String... labels) {
        return values(new Family(name, Collector.Type.GAUGE, help, List.of(labels)), Double::sum);
    }

    /// Of several fleets the most counts.
    Values most(String name, String help, String... labels) {
        return values(new Family(name, Collector.Type.GAUGE, help, List.of(labels)), Math::max);
    }

    /// Of several fleets the least counts.
    Values least(String name, String help, String... labels) {
        return values(new Family(name, Collector.Type.GAUGE, help, List.of(labels)), Math::min);
    }

    /// @param name without `_total`, which is added
    Values counter(String name, String help, String... labels) {
        return values(new Family(name + "_total", Collector.Type.COUNTER, help, List.of(labels)), Double::sum);
    }

    /// A counter whose name does not end in `_total`: the registry would add that to one that says it is a counter, so
    /// this says nothing.
    Values untyped(String name, String help, String... labels) {
        return values(new Family(name, Collector.Type.UNKNOWN, help, List.of(labels)), Double::sum);
    }

    private Values values(Family family, DoubleBinaryOperator together) {
        return made.computeIfAbsent(family.name(), name -> new Values(family, together));
    }

    /// Each class of a histogram holds those before it too.
    void histogram(String name, String help, Delays.Counted counted) {
        Values values = values(new Family(name, Collector.Type.HISTOGRAM, help, List.of("le")), Double::sum);
        long below = 0;
        for (int at = 0; at < counted.classes().size(); at++) {
            below += counted.classes().get(at);
            double bound =
                    at < Delays.BOUNDS.size() ? Delays.BOUNDS.get(at).toMillis() / 1000.0 : Double.POSITIVE_INFINITY;
            values.count(below, "_bucket", Collector.doubleToGoString(bound));
        }
        values.count(below, "_count");
        values.put(counted.sum(), "_sum");
    }

    List<MetricFamilySamples> families() {
        return made.values().stream().map(Values::samples).toList();
    }
}
