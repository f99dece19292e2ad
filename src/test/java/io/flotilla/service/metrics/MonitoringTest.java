package io.flotilla.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flotilla.service.trace.SpanCounts;
import io.prometheus.client.Collector.MetricFamilySamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard, the alert rules and the page about them name metrics that there are, and all that there are have a
/// line on the page.
class MonitoringTest {

    private static final Pattern OURS = Pattern.compile("\\bflotilla_[a-z_]+");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

    @TempDir
    private Path directory;

    @Test
    void everyMetricOfTheDashboardAndTheAlertRulesIsThere() throws Exception {
        Set<String> known = names();

        assertThat(known).hasSizeGreaterThan(20);
        assertThat(named("docs/monitoring/dashboard.json")).isNotEmpty().isSubsetOf(known);
        assertThat(named("docs/monitoring/alerts.yml")).isNotEmpty().isSubsetOf(known);
        assertThat(named("docs/monitoring.md")).isSubsetOf(known);
        assertThat(named("docs/migrate.md")).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void everyMetricHasALineOnThePage() throws Exception {
        Set<String> onThePage = named("docs/monitoring.md");

        assertThat(names().stream().filter(name -> !name.endsWith("_bucket")))
                .allMatch(name -> onThePage.contains(name) || onThePage.contains(name + "_bucket"));
    }

    /// As Grafana takes it: panels that have numbers and places of their own, which ask the source that is
    /// chosen.
    @Test
    void theDashboardIsWhole() throws Exception {
        JsonNode dashboard = new ObjectMapper()
                .readTree(repository().resolve("docs/monitoring/dashboard.json").toFile());
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panels::add);
        Set<String> variables = new TreeSet<>(dashboard.at("/templating/list").findValuesAsText("name"));

        assertThat(dashboard.path("schemaVersion").asInt()).isPositive();
        assertThat(panels).hasSizeGreaterThan(20);
        assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(panels.stream().map(panel -> panel.path("gridPos").path("x") + "," + panel.at("/gridPos/y")))
                .doesNotHaveDuplicates();
        for (JsonNode panel : panels) {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            Matcher asked = VARIABLE.matcher(panel.path("targets").toString());
            while (asked.find()) {
                assertThat(variables).contains(asked.group(1));
            }
        }
    }

    private Set<String> names() throws Exception {
        try (var fleet = new SampleFleet(directory, 3)) {
            Set<String> names = new TreeSet<>();
            for (MetricFamilySamples family : fleet.collector().collect()) {
                names.add(name(family));
            }
            for (MetricFamilySamples family : new TraceCollector(() -> SpanCounts.NONE).collect()) {
                names.add(name(family));
            }
            return names;
        }
    }

    /// As it is asked for.
    private static String name(MetricFamilySamples family) {
        String name = family.name;
        return switch (family.type) {
            case COUNTER -> name + "_total";
            case HISTOGRAM -> name + "_bucket";
            default -> name;
        };
    }

    private static Set<String> named(String file) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<String> lines = Files.lines(repository().resolve(file))) {
            lines.flatMap(line -> OURS.matcher(line).results())
                    .map(MatchResult::group)
                    .forEach(names::add);
        }
        return names;
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here : here.getParent();
    }
}
