package io.flotilla.service.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes a report as JSON: numbers, and texts with the escapes of RFC 8259.
final class ReportJson {

    private ReportJson() {}

    static String of(Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("seed", report.seed());
        fields.put("databases", report.written().databases());
        fields.put("databasesWritten", report.written().changed());
        fields.put("writers", report.written().writers());
        fields.put("transactions", report.written().transactions());
        fields.put("writingMillis", report.written().time().toMillis());
        fields.put("bytes", report.written().bytes());
        fields.put("databasesReplicated", report.shipped().databases());
        fields.put("bytesRead", report.shipped().bytesRead());
        fields.put("bytesShipped", report.shipped().bytesShipped());
        fields.put("files", report.shipped().files());
        fields.put("lagP50Millis", report.lag().median().toMillis());
        fields.put("lagP99Millis", report.lag().p99().toMillis());
        fields.put("lagMaxMillis", report.lag().max().toMillis());
        fields.put("unacknowledged", report.lag().unacknowledged());
        Efficiency efficiency = report.efficiency();
        fields.put("heapBytes", efficiency.footprint().heapBytes());
        fields.put(
                "heapBytesPerDatabase",
                efficiency.heapPerDatabase(report.written().databases()));
        fields.put("residentBytes", efficiency.footprint().residentBytes());
        fields.put("descriptors", efficiency.footprint().descriptors());
        fields.put("threads", efficiency.footprint().threads());
        fields.put("hot", efficiency.hot());
        efficiency.requests().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> fields.put(each.getKey() + "Requests", each.getValue()));
        fields.put("changedBytes", efficiency.changes().pageBytes());
        fields.put("changedBytesShipped", efficiency.changes().shippedBytes());
        fields.put("databasesRestored", report.restored().databases());
        fields.put("bytesRestored", report.restored().bytes());
        fields.put("restoreMillis", report.restored().time().toMillis());
        fields.put("totalMillis", report.total().toMillis());
        String numbers = fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ':' + field.getValue())
                .collect(Collectors.joining(","));
        String mismatches = report.mismatches().stream()
                .map(each -> "{\"database\":" + quoted(each.database()) + ",\"text\":" + quoted(each.text()) + '}')
                .collect(Collectors.joining(","));
        return '{' + numbers + ",\"mismatches\":[" + mismatches + "]}";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ') {
                quoted.append("\\u%04x".formatted((int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
