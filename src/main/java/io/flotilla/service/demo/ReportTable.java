package io.flotilla.service.demo;

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
        add(
                "databases",
                Amounts.count(written.databases()),
                Amounts.count(written.changed()) + " of them written, in WAL mode");
        add(
                "transactions",
                Amounts.count(written.transactions()),
                "by " + written.writers() + " processes in " + Amounts.seconds(written.time()));
        add("size", Amounts.megabytes(written.bytes()), "in the end, without logs");
    }

    private void replicating(Engine.Shipped shipped, Lag lag) {
        add("read", Amounts.megabytes(shipped.bytesRead()), "from the databases and their logs");
        add("shipped", Amounts.megabytes(shipped.bytesShipped()), "to the target");
        add(
                "files",
                Amounts.count(shipped.files()),
                "on the target, for " + Amounts.count(shipped.databases()) + " databases");
        add("lag p50", Amounts.seconds(lag.median()), "from COMMIT until the target has it");
        add("lag p99", Amounts.seconds(lag.p99()), "");
        add("lag max", Amounts.seconds(lag.max()), "");
    }

    private void efficiency(Efficiency efficiency, long databases) {
        Footprint footprint = efficiency.footprint();
        add(
                "live heap",
                Amounts.megabytes(footprint.heapBytes()),
                "after a full collection; " + Amounts.count(efficiency.heapPerDatabase(databases))
                        + " B a database more than before");
        add(
                "resident",
                Amounts.megabytes(footprint.residentBytes()),
                "this process, which replicates and runs the demo");
        add(
                "descriptors",
                Amounts.count(footprint.descriptors()),
                "and " + Amounts.count(footprint.threads()) + " threads, with " + Amounts.count(efficiency.hot())
                        + " databases hot");
        add(
                "requests",
                Amounts.count(efficiency.requestsAltogether()),
                efficiency.requests().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> Amounts.count(each.getValue()) + ' ' + each.getKey())
                        .collect(Collectors.joining(", ")));
        add(
                "ratio",
                String.format(Locale.ROOT, "%.2f", efficiency.changes().ratio()),
                "bytes shipped for each byte of a changed page, after the first copies");
    }

    private void restoring(Report.Restored restored) {
        add(
                "restore",
                Amounts.seconds(restored.time()),
                Amounts.count(restored.databases()) + " databases, " + Amounts.megabytes(restored.bytes())
                        + ", from the target alone");
    }

    private void result(Report report) {
        add("total", Amounts.seconds(report.total()), "seed " + report.seed());
        add(
                "mismatches",
                Amounts.count(report.mismatches().size()),
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
            text.append("and ")
                    .append(Amounts.count(mismatches.size() - REPORTED))
                    .append(" more\n");
        }
        return text.toString();
    }

    private record Row(String what, String value, String remark) {}
}
