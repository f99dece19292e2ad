package io.flotilla.service.cli;

import io.flotilla.probe.Latency;
import io.flotilla.probe.Month;
import io.flotilla.probe.Probe;
import io.flotilla.service.cli.Table.Column;
import io.flotilla.spi.Finding;
import io.flotilla.store.Prices;
import io.flotilla.store.SentRequests;
import io.flotilla.store.TargetUrl;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What a probe saw, for people or as an object of JSON.
record ProbeText(TargetUrl target, Prices prices, Month month) {

    void print(Probe.Report report, SentRequests sent, PrintWriter out) {
        out.println(target);
        out.println();
        var promises = new Table(Column.left("promise"), Column.left("kept"), Column.left("seen"));
        report.findings().forEach(finding -> promises.add(finding.promise(), verdict(finding), finding.seen()));
        promises.print(out);
        out.println();
        var times = new Table(
                Column.left("one after the other"),
                Column.right("median"),
                Column.right("95 %"),
                Column.right("longest"));
        for (Latency latency : report.latencies()) {
            times.add(
                    latency.requests() + " x " + latency.request(),
                    millis(latency.median()),
                    millis(latency.p95()),
                    millis(latency.longest()));
        }
        times.print(out);
        out.println();
        printMonth(out);
        if (sent.all() > 0) {
            out.println("This probe: " + SentText.of(sent, prices));
        }
        if (report.left() > 0) {
            out.println(Sizes.count(report.left(), "object") + " below .flotilla-probe/ could not be removed again");
        }
    }

    private void printMonth(PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "A month: about %.2f %s (%s): %,.0f puts, %,.0f listings, %,.0f reads, %s lie there",
                month.cost(prices),
                prices.currency(),
                prices.asOf(),
                month.puts(),
                month.lists(),
                month.reads(),
                Sizes.bytes(Math.round(month.bytes()))));
    }

    Map<String, Object> object(Probe.Report report, SentRequests sent) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("target", target);
        object.put("sound", report.isSound());
        object.put("promises", report.findings().stream().map(ProbeText::object).toList());
        object.put(
                "latencies", report.latencies().stream().map(ProbeText::object).toList());
        object.put("month", monthObject());
        object.put("requests", SentText.object(sent, prices));
        object.put("left_behind", report.left());
        return object;
    }

    private static Map<String, Object> object(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("promise", finding.promise());
        object.put("kept", verdict(finding));
        object.put("seen", finding.seen());
        return object;
    }

    private static Map<String, Object> object(Latency latency) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("request", latency.request());
        object.put("requests", latency.requests());
        object.put("median_ms", exact(latency.median()));
        object.put("p95_ms", exact(latency.p95()));
        object.put("longest_ms", exact(latency.longest()));
        return object;
    }

    private Map<String, Object> monthObject() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("puts", Math.round(month.puts()));
        object.put("lists", Math.round(month.lists()));
        object.put("reads", Math.round(month.reads()));
        object.put("bytes", Math.round(month.bytes()));
        object.put("cost", SentText.rounded(month.cost(prices)));
        object.put("currency", prices.currency());
        object.put("prices", prices.asOf());
        return object;
    }

    private static String verdict(Finding finding) {
        return switch (finding) {
            case Finding.Kept kept -> "yes";
            case Finding.Broken broken -> "NO";
            case Finding.Noted noted -> "-";
        };
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
    }

    private static Object exact(Duration time) {
        return Math.round(time.toNanos() / 1e3) / 1e3;
    }
}
