package io.flotilla.service.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the benchmark came to.
///
/// @param machine where, by names
public record BenchReport(Map<String, String> machine, int databases, List<Figure> figures) {

    public BenchReport {
        machine = new LinkedHashMap<>(machine);
        figures = List.copyOf(figures);
    }

    /// The figures as maps, for JSON.
    public Map<String, Object> fields() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("figure", figure.name());
            row.put("bar", figure.bar());
            row.put("measured", figure.measured());
            row.put("verdict", word(figure.verdict()));
            row.put("how", figure.how());
            rows.add(row);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("machine", machine);
        fields.put("databases", databases);
        fields.put("figures", rows);
        return fields;
    }

    /// How a verdict is written.
    public static String word(Figure.Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case MISS -> "miss";
            case NONE -> "-";
            case UNKNOWN -> "unknown";
        };
    }
}
