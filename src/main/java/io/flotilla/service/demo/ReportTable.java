package io.flotilla.service.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Lays a report out in three columns: what, how much, and a remark.
final class ReportTable {

    private static final int REPORTED = 20;

    private final List<Row> rows = new ArrayList<>();

    private ReportTable() {}

    static String of(Report report) {
        var table = new ReportTable();
        table.writing(report.written());
        table.replicating(report.shipped(), report.lag());
        table.efficiency(report.efficiency(), report.written().databases());
        table.restoring(report.restored());
        table.result(report);
        return table.text() + mismatches(report.mismatches());
    }

    private void writing(Report.Written written) {
        add("databases", count(written.databases()), count(written.changed()) + " of them written, in WAL mode");
        add(
                "transactions",
                count(written.transactions()),
                "by " + written.writers() + " processes in " + seconds(written.time()));
        add("size", bytes(written.bytes()), "in the end, without logs");
    }

    private void replicating(Engine.Shipped shipped, Lag lag) {
        add("read", bytes(shipped.bytesRead()), "from the databases and their logs");
        add("shipped", bytes(shipped.bytesShipped()), "to the target");
        add("files", count(shipped.files()), "on the target, for " + count(shipped.databases()) + " databases");
        add("lag p50", seconds(lag.median()), "from COMMIT until the target has it");
        add("lag p99", seconds(lag.p99()), "");
        add("lag max", seconds(lag.max()), "");
    }

    private void efficiency(Efficiency efficiency, long databases) {
        Footprint footprint = efficiency.footprint();
        add(
                "live heap",
                bytes(footprint.heapBytes()),
                "after a full collection; " + count(efficiency.heapPerDatabase(databases))
                        + " B a database more than before");
        add("resident", bytes(footprint.residentBytes()), "this process, which replicates and runs the demo");
        add(
                "descriptors",
                count(footprint.descriptors()),
                "and " + count(footprint.threads()) + " threads, with " + count(efficiency.hot()) + " databases hot");
        add(
                "requests",
                count(efficiency.requestsAltogether()),
                efficiency.requests().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> count(each.getValue()) + ' ' + each.getKey())
                        .collect(Collectors.joining(", ")));
        add(
                "ratio",
                String.format(Locale.ROOT, "%.2f", efficiency.changes().ratio()),
                "bytes shipped for each byte of a changed page, after the first copies");
    }

    private void restoring(Report.Restored restored) {
        add(
                "restore",
                seconds(restored.time()),
                count(restored.databases()) + " databases, " + bytes(restored.bytes()) + ", from the target alone");
    }

    private void result(Report report) {
        add("total", seconds(report.total()), "seed " + report.seed());
        add(
                "mismatches",
                count(report.mismatches().size()),
                report.clean() ? "every page and every row came back" : "NOT everything came back");
    }

    private void add(String what, String value, String remark) {
        rows.add(new Row(what, value, remark));
    }

    private String text() {
        int whats = rows.stream().mapToInt(row -> row.what().length()).max().orElse(0);
        int values = rows.stream().mapToInt(row -> row.value().length()).max().orElse(0);
        int remarks = rows.stream().mapToInt(row -> row.remark().length()).max().orElse(0);
        String rule = "-".repeat(whats + values + remarks + 6);
        var text = new StringBuilder(rule).append('\n');
        for (Row row : rows) {
            String value = " ".repeat(values - row.value().length()) + row.value();
            String what = row.what() + " ".repeat(whats - row.what().length());
            text.append((' ' + what + "  " + value + "  " + row.remark()).stripTrailing())
                    .append('\n');
        }
        return text.append(rule).append('\n').toString();
    }

    private static String mismatches(List<Mismatch> mismatches) {
        var text = new StringBuilder();
        mismatches.stream()
                .limit(REPORTED)
                .forEach(each -> text.append(each.database())
                        .append(": ")
                        .append(each.text())
                        .append('\n'));
        if (mismatches.size() > REPORTED) {
            text.append("and ").append(count(mismatches.size() - REPORTED)).append(" more\n");
        }
        return text.toString();
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,.2f s", time.toMillis() / 1e3);
    }

    private record Row(String what, String value, String remark) {}
}
